/** Clusters and infrastructure: what commands ask of them, change, and destroy. */
import { hasMark } from '../paths/marks.js';
import { act } from '../rules/acts.js';
import { optionsSpec, readCallOptions } from '../rules/call-options.js';
import type { Rule, Verb, VerbRule } from '../rules/rule.js';
import { type Call, nothing } from '../run/call.js';
import { all, containerCopy, exec } from './containers.js';

type Handler = NonNullable<VerbRule['handler']>;

const kubectlVerbs: Readonly<Record<string, Verb>> = {
  ...all('get describe logs top explain api-resources api-versions cluster-info version events diff', 'fetch'),
  'auth can-i': 'fetch',
  'auth whoami': 'fetch',
  'rollout status': 'fetch',
  'rollout history': 'fetch',
  'config view': { options: '* raw!secret', operands: 'skip*' },
  'config get-contexts': '',
  'config current-context': '',
  'config get-clusters': '',
  'config use-context': 'configure',
  'config set-context': 'configure',
  completion: '',
  kustomize: '',
  wait: 'fetch',
  'port-forward': 'send',
  proxy: 'send',
  options: '',
  ...all('create label annotate autoscale expose rollout set', 'send'),
  apply: { handler: call => (manifest(call), nothing) },
  scale: {
    handler: call => (act(call.args.some(arg => /^--replicas=0$/.test(arg.text)) ? 'destroy' : 'send', call, 'a deployment'), nothing),
  },
  'create clusterrolebinding': 'privilege',
  'create clusterrole': 'privilege',
  'create rolebinding': 'privilege',
  'create token': 'secret',
  'rollout restart': 'send',
  'rollout undo': 'send',
  'rollout pause': 'send',
  ...all('delete drain replace evict', 'destroy'),
  cordon: 'send',
  uncordon: 'send',
  taint: 'send',
  patch: 'send',
  edit: 'send',
  exec: { handler: exec('* c: container: n: namespace: context: kubeconfig=source it i t stdin tty') },
  run: {
    handler: call => (
      act(call.args.some(arg => /privileged|hostPID|hostNetwork|hostPath/.test(arg.text)) ? 'privilege' : 'send elsewhere', call, 'a pod'),
      nothing
    ),
  },
  debug: 'privilege',
  attach: 'elsewhere',
  cp: { handler: containerCopy },
  certificate: 'privilege',
  plugin: '',
};

/** What is applied from an address is not known. */
function manifest(call: Call): void {
  act('send', call, call.name);
  for (const [i, arg] of call.args.entries()) {
    const value = /^(?:-f|--filename|-k|--kustomize)$/.test(arg.text)
      ? call.args[i + 1]
      : /^(?:-f|--filename=|-k|--kustomize=)(.+)/.test(arg.text)
        ? { text: arg.text.replace(/^(?:-f|--filename=|-k|--kustomize=)/, ''), span: arg.span }
        : undefined;
    if (value === undefined) continue;
    if (/^https?:/.test(value.text) || (value.text === '-' && call.stdin.fetched))
      call.host.unknown(`what ${value.text} holds`, value.span);
    else if (value.text !== '-' && !hasMark(value.text)) call.host.touch('read', value, call.state);
  }
  if (call.args.some(arg => /^--(?:prune|force)(?:=true)?$/.test(arg.text))) act('destroy', call, 'resources of the cluster');
}

const kubectlGlobals =
  '* n: namespace: context: kubeconfig=source cluster: user: as=privilege as-group=privilege token: server: s: l: o: v: request-timeout:';

const terraform: Handler = call => {
  const read = readCallOptions(call.args, optionsSpec('* chdir:'), { single: true, stopEarly: true });
  const [verb, ...args] = read.operands;
  const [second] = args;
  const name = verb?.text ?? '';
  const automatic = args.some(arg => /^--?auto-approve/.test(arg.text));
  if (
    /^(?:plan|validate|show|output|providers|graph|version|console|fmt|init|get|refresh|test|help|hclfmt|graph-dependencies)$/.test(name)
  ) {
    act(name === 'fmt' ? 'writes' : /^(?:version|help|graph)$/.test(name) ? '' : 'fetch', call, `${call.name} ${name}`);
    if (args.some(arg => /^--?destroy$/.test(arg.text)) && automatic) act('destroy', call, 'infrastructure');
  } else if (name === 'state' || name === 'workspace')
    act(/^(?:rm|mv|push|replace-provider|delete)$/.test(second?.text ?? '') ? 'destroy' : 'fetch', call, `${call.name} ${name}`);
  else if (
    /^(?:destroy|taint|force-unlock|run-all|untaint)$/.test(name) ||
    (name === 'apply' && (automatic || args.some(arg => /^--?destroy$/.test(arg.text))))
  )
    act('destroy', call, 'infrastructure');
  else if (name === 'apply' || name === 'import' || name === 'up') call.host.unknown('changes to infrastructure', call.span);
  else call.host.unknown(`${call.name} ${name}`, call.span);
  return nothing;
};

export const clusterRules: readonly Rule[] = [
  {
    names: 'kubectl k oc kubecolor minikube-kubectl',
    options: kubectlGlobals,
    verbs: kubectlVerbs,
    level: 'network',
    match: ['kubectl get pods -A', 'kubectl -n prod logs web', 'kubectl apply -f k8s/', 'kubectl exec -it web -- ls'],
    noMatch: [
      'kubectl delete ns prod',
      'kubectl exec web -- rm -rf /data',
      'kubectl apply -f https://x.example/a.yaml',
      'kubectl drain node1',
      'kubectl create clusterrolebinding x',
      'kubectl get secret x -o yaml --as=system:admin',
      'kubectl scale deploy web --replicas=0',
    ],
  },
  {
    names: 'kubectx kubens k9s stern kubeval kubeconform kube-linter helm-docs',
    operands: 'skip*',
    does: 'fetch',
    level: 'network',
    match: ['stern web'],
  },
  {
    names: 'helm helmfile',
    options: `${kubectlGlobals} post-renderer=hook`,
    verbs: {
      ...all('list ls status get history search show template lint version env repo dependency pull dep diff verify', 'fetch'),
      'repo add': 'fetch',
      ...all('install upgrade apply sync', { options: '* f=list values=list n: set: post-renderer=hook', operands: 'skip*', does: 'send' }),
      ...all('uninstall delete rollback destroy', 'destroy'),
      create: 'writes',
      package: 'writes',
      push: 'send',
      'plugin install': 'fetched',
      'plugin list': '',
    },
    level: 'network',
    match: ['helm list -A', 'helm upgrade --install web ./chart'],
    noMatch: ['helm uninstall web', 'helm install --post-renderer ./x a b', 'helm plugin install https://x.example'],
  },
  {
    names: 'kind minikube k3d k3s',
    verbs: {
      ...all('get status logs ip version config profile service dashboard addons list', 'fetch'),
      ...all('create start load', 'fetch elsewhere'),
      'cluster create': 'fetch elsewhere',
      'cluster list': '',
      'image load': '',
      ...all('stop pause', 'stop'),
      ...all('delete', 'destroy'),
      'cluster delete': 'destroy',
      ssh: 'elsewhere',
      kubectl: 'strange',
      tunnel: 'privilege',
    },
    level: 'network',
    match: ['kind create cluster', 'minikube start'],
    noMatch: ['kind delete cluster'],
  },
  {
    names: 'terraform tofu terragrunt opentofu',
    handler: terraform,
    level: 'network',
    match: ['terraform plan', 'terraform init', 'terraform validate'],
    noMatch: ['terraform destroy', 'terraform apply -auto-approve', 'terraform apply', 'terraform state rm x'],
  },
  {
    names: 'pulumi cdk sam serverless sls cdktf',
    options: '* C: cwd: s: stack: a=hook app=hook',
    verbs: {
      ...all(
        'preview diff synth ls list validate build local stack config package info logs doctor login whoami about version init new print',
        'fetch project',
      ),
      ...all('deploy sync bootstrap', 'send project'),
      ...all('up refresh', 'send project strange'),
      ...all('destroy remove delete', 'destroy'),
    },
    level: 'network',
    match: ['cdk diff', 'pulumi preview'],
    noMatch: ['cdk destroy', 'pulumi destroy -y', "cdk --app 'sh -c id' synth"],
  },
  {
    names: 'ansible ansible-playbook ansible-galaxy ansible-vault ansible-lint puppet chef-client salt packer vagrant nomad consul',
    handler: call => {
      const text = call.args.map(arg => arg.text).join(' ');
      if (
        /^(?:ansible-lint)$/.test(call.name) ||
        /--(?:check|syntax-check|list-hosts|list-tasks|list-tags)\b/.test(text) ||
        /^(?:--version|status|validate|fmt|version|global-status|list|members|node status|job status|galaxy list)/.test(text)
      )
        act('fetch', call, call.name);
      else if (/^destroy|\bdestroy\b|^(?:box remove)/.test(text)) act('destroy', call, call.name);
      else if (/^(?:up|ssh|halt|reload|provision|suspend|resume|init|box add|build|collection install|role install|install)\b/.test(text))
        act('fetch elsewhere', call, call.name);
      else call.host.unknown(`${call.name} ${text}`, call.span);
      return nothing;
    },
    level: 'network',
    match: ['ansible-playbook --check site.yml', 'vagrant status', 'packer validate a.json'],
    noMatch: ['ansible-playbook site.yml', 'ansible all -m shell -a "rm -rf /"', 'vagrant destroy -f'],
  },
];
