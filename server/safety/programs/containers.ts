/** Containers: what they reach of this machine, and what is destroyed in them. */
import { placeOfPath } from '../paths/places.js';
import { act } from '../rules/acts.js';
import { optionsSpec, readCallOptions } from '../rules/call-options.js';
import { applyOptions } from '../rules/judge-call.js';
import type { Rule, Verb, VerbRule } from '../rules/rule.js';
import { type Arg, type Call, nothing, type State } from '../run/call.js';

type Handler = NonNullable<VerbRule['handler']>;
export const all = (text: string, verb: Verb): Record<string, Verb> => Object.fromEntries(text.split(' ').map(name => [name, verb]));

const elsewhere = (state: State, machine: string): State => ({
  ...state,
  remote: machine,
  cwds: ['/work'],
  functions: new Map(),
  aliases: new Map(),
  variables: new Map([['HOME', '/root']]),
  files: new Map(),
  links: new Map(),
});

const runOptions =
  '-itdPqT a: attach: add-host: annotation: blkio-weight: cap-add=privilege cap-drop: cgroup-parent: cgroupns=namespace cidfile=write cpu-shares: c: cpus: cpuset-cpus: detach detach-keys: device=device-option device-cgroup-rule=privilege dns: dns-search: domainname: e: env: env-file=list entrypoint: expose: gpus: group-add: health-cmd: h: hostname: init interactive ip: ipc=namespace isolation: l: label: link: log-driver: log-opt: m: memory: memory-swap: mount=mount name: network=namespace net=namespace network-alias: no-healthcheck oom-kill-disable pid=namespace pids-limit: platform: privileged!privilege p: publish: publish-all pull: quiet read-only restart: rm runtime: security-opt=security shm-size: stop-signal: stop-timeout: storage-opt: sysctl: tmpfs: tty u: user: ulimit: userns=namespace uts=namespace v=volume volume=volume volumes-from: w: workdir: build no-deps service-ports use-aliases no-TTY index: privileged!privilege scale: f: file:';

const run: Handler = call => {
  const { host, state, span } = call;
  const read = readCallOptions(call.args, optionsSpec(runOptions), { stopEarly: true });
  const special = /^(?:namespace|device-option|mount|volume|security)$/;
  applyOptions({ ...read, options: read.options.filter(({ role }) => role === undefined || !special.test(role)) }, call);
  for (const { role, value, name } of read.options)
    if (value && role !== undefined && special.test(role)) hostAccess(role, value, { ...call, name });
  const [image, ...command] = read.operands;
  act('fetch elsewhere', call, `the image ${image?.text ?? ''}`);
  const entry = read.options.find(({ name }) => name === 'entrypoint')?.value;
  // What runs in the container reaches this machine only by what is mounted.
  const mounts = read.options.filter(({ role }) => role === 'volume' || role === 'mount');
  if (mounts.length > 0 && command.length > 0)
    host.run(entry ? [entry, ...command] : command, elsewhere(state, 'a container'), nothing, span);
  return nothing;
};

/** Parts of this machine that a container is given. */
function hostAccess(role: string, value: Arg, call: Call): void {
  const { host, state } = call;
  const privileged = (): void => host.effect({ kind: 'privilege', target: `${call.name} ${value.text}`, place: 'system' }, value.span);
  if (role === 'namespace') {
    if (value.text === 'host' && !/^(?:network|net)$/.test(call.name)) privileged();
    return;
  }
  if (role === 'device-option') return privileged();
  if (role === 'security') {
    if (/unconfined|disable/.test(value.text)) privileged();
    return;
  }
  const source =
    role === 'mount' ? /(?:^|,)(?:source|src)=([^,]*)/.exec(value.text)?.[1] : value.text.replace(/^([A-Za-z]:[^:]*|[^:]*):.*$/, '$1');
  if (source === undefined || (role === 'volume' && !value.text.includes(':'))) return;
  if (!/[./~\\\uFDD0-\uFDD8]/.test(source)) return;
  for (const path of host.resolve(source, state)) {
    const { kind, inside } = placeOfPath(path, host.folders, 'write');
    const readOnly = /:(?:[a-z,]*,)?ro(?:,|$)|readonly/i.test(value.text);
    if (path !== undefined && /docker\.sock|containerd\.sock|crio\.sock|podman\.sock/.test(path)) privileged();
    else if (inside || kind === 'temporary')
      host.effect({ kind: 'write', target: source, place: 'workspace', inside: true, reversible: true }, value.span);
    else if (kind === 'home' && path !== host.folders.home)
      host.effect({ kind: readOnly ? 'read' : 'write', target: source, place: 'home' }, value.span);
    else if (path === undefined) host.unknown(`the folder ${source} that a container is given`, value.span);
    else if (readOnly && kind === 'system' && /^\/etc\/(?:localtime|timezone)$/.test(path))
      host.effect({ kind: 'read', target: source, place: 'system' }, value.span);
    else privileged();
  }
}

/** `docker exec web CMD`, `kubectl exec pod -- CMD`: the command is judged for the container. */
export const exec =
  (options: string, skip = 1): Handler =>
  call => {
    const { host, state, stdin, span } = call;
    const read = readCallOptions(call.args, optionsSpec(options), { stopEarly: true });
    applyOptions(read, call);
    const operands = read.operands.filter((arg, i) => !(arg.text === '--' && i >= skip));
    let words = operands.slice(skip);
    while (words[0] && words[0].text.startsWith('-') && words[0].text !== '--')
      words = words.slice(/^(?:-c|-n|--container|--namespace)$/.test(words[0].text) ? 2 : 1);
    if (words[0]?.text === '--') words = words.slice(1);
    act('elsewhere', call, operands[0]?.text ?? call.name);
    const [program] = words;
    if (program === undefined) return nothing;
    // A shell in which a person types.
    if (
      words.length === 1 &&
      /^(?:\/bin\/|\/usr\/bin\/)?(?:ba|z|a|da)?sh$/.test(program.text) &&
      stdin.text === undefined &&
      !stdin.fetched
    )
      return nothing;
    if (/^(?:psql|mysql|mongosh|mongo|redis-cli|python3?|node|rails|php|irb|sqlite3|bash|sh)$/.test(program.text) && words.length === 1)
      return nothing;
    return host.run(words, elsewhere(state, operands[0]?.text ?? 'a container'), stdin, span).stdout;
  };

const build: Handler = call => {
  const read = readCallOptions(
    call.args,
    optionsSpec(
      '* t: tag: f=list file=list build-arg: target: platform: o=write output=build-output secret: ssh: cache-from: cache-to: iidfile=write metadata-file=write network: label: progress: add-host: privileged allow=strange',
    ),
  );
  for (const option of read.options)
    if (option.role === 'build-output' && option.value) {
      const to = /dest=([^,]*)/.exec(option.value.text)?.[1] ?? (option.value.text.startsWith('type=') ? undefined : option.value.text);
      if (to !== undefined && to !== '-') call.host.touch('write', { text: to, span: option.value.span }, call.state);
    }
  applyOptions({ ...read, options: read.options.filter(({ role }) => role !== 'build-output') }, call);
  act('fetch elsewhere', call, 'an image');
  const [context] = read.operands;
  if (context && /^(?:https?:|git@|git:)/.test(context.text)) call.host.unknown(`a build of ${context.text}`, context.span);
  return nothing;
};

const compose: Handler = call => {
  const read = readCallOptions(
    call.args,
    optionsSpec(
      '* f=list file=list p: project-name: project-directory: profile: env-file=list ansi: parallel: progress: H=strange host=strange',
    ),
    { stopEarly: true },
  );
  const [verb, ...args] = read.operands;
  const inner: Call = { ...call, name: `${call.name} ${verb?.text ?? ''}`, args };
  const volumes = args.some(arg => /^(?:-v|--volumes|--rmi.*)$/.test(arg.text));
  switch (verb?.text) {
    case undefined:
    case 'ps':
    case 'ls':
    case 'logs':
    case 'config':
    case 'top':
    case 'port':
    case 'images':
    case 'version':
    case 'events':
    case 'stats':
    case 'volumes':
    case 'wait':
      return nothing;
    case 'up':
    case 'start':
    case 'restart':
    case 'create':
    case 'watch':
    case 'scale':
    case 'unpause':
      act('fetch elsewhere', inner, inner.name);
      return nothing;
    case 'build':
    case 'pull':
    case 'push':
      act(verb.text === 'push' ? 'send' : 'fetch elsewhere', inner, inner.name);
      return nothing;
    case 'stop':
    case 'pause':
      act('stop', inner, inner.name);
      return nothing;
    case 'down':
      act(volumes ? 'destroy' : 'stop', inner, 'the containers of the project');
      return nothing;
    case 'kill':
    case 'rm':
      act(volumes ? 'destroy' : 'stop', inner, 'the containers of the project');
      return nothing;
    case 'run':
      return run(inner);
    case 'exec':
      return exec(runOptions)(inner);
    case 'cp':
      return containerCopy(inner);
    default:
      call.host.unknown(`${call.name} ${verb?.text ?? ''}`, call.span);
      return nothing;
  }
};

export const containerCopy: Handler = call => {
  const operands = call.args.filter(arg => !arg.text.startsWith('-'));
  const [from, to] = operands;
  const inContainer = (arg: Arg | undefined): boolean => arg !== undefined && /^[\w./-]+:/.test(arg.text);
  if (from && !inContainer(from)) call.host.touch('send', from, call.state);
  if (to && !inContainer(to) && to.text !== '-') call.host.touch('write', to, call.state);
  act('send', call, call.name);
  return nothing;
};

const dockerVerbs: Readonly<Record<string, Verb>> = {
  ...all('ps images logs inspect stats top port version info history events diff search help wait df', ''),
  'container ls': '',
  'container list': '',
  'container inspect': '',
  'container logs': '',
  'container top': '',
  'container stats': '',
  'container ps': '',
  'image ls': '',
  'image list': '',
  'image inspect': '',
  'image history': '',
  'network ls': '',
  'network inspect': '',
  'volume ls': '',
  'volume inspect': '',
  'system df': '',
  'system info': '',
  'system events': '',
  'context ls': '',
  'context show': '',
  'context inspect': '',
  'buildx ls': '',
  'buildx inspect': '',
  'buildx du': '',
  'manifest inspect': 'fetch',
  'scout cves': 'fetch',
  'scout quickview': 'fetch',
  ...all('pull login logout', 'fetch'),
  'image pull': 'fetch',
  'buildx create': 'writes',
  'buildx use': 'writes',
  'context use': 'configure',
  'context create': 'configure',
  ...all('start restart unpause create', 'elsewhere'),
  'container start': 'elsewhere',
  'container restart': 'elsewhere',
  ...all('stop pause', 'stop'),
  'container stop': 'stop',
  ...all('tag rename network-connect', 'writes'),
  'network create': 'writes',
  'volume create': 'writes',
  'network connect': 'writes',
  'network disconnect': 'writes',
  'image tag': 'writes',
  commit: 'writes',
  push: 'send',
  'image push': 'send',
  build: { handler: build },
  'buildx build': { handler: build },
  'image build': { handler: build },
  'buildx bake': { handler: build },
  'builder build': { handler: build },
  run: { handler: run },
  'container run': { handler: run },
  exec: { handler: exec(runOptions) },
  'container exec': { handler: exec(runOptions) },
  compose: { handler: compose },
  cp: { handler: containerCopy },
  'container cp': { handler: containerCopy },
  save: { options: '* o=write output=write', operands: 'skip*' },
  export: { options: '* o=write output=write', operands: 'skip*' },
  load: { options: '* i=read input=read', operands: 'skip*', does: 'writes' },
  import: { operands: 'read skip*', does: 'writes' },
  attach: 'elsewhere',
  update: 'writes',
  ...all('rm rmi kill', 'destroy'),
  'container rm': 'destroy',
  'image rm': 'destroy',
  'volume rm': 'destroy',
  'network rm': 'destroy',
  'container kill': 'destroy',
  'system prune': 'destroy',
  'image prune': 'clean',
  'container prune': 'destroy',
  'volume prune': 'destroy',
  'network prune': 'destroy',
  'builder prune': 'clean',
  'buildx prune': 'clean',
  'buildx rm': 'destroy',
  'context rm': 'destroy',
  'swarm init': 'system',
  'swarm join': 'system',
  'swarm leave': 'destroy',
  'stack deploy': 'send',
  'stack rm': 'destroy',
  'stack ls': '',
  'stack ps': '',
  'service ls': '',
  'service ps': '',
  'service logs': '',
  'service update': 'send',
  'service create': 'send',
  'service rm': 'destroy',
  'service scale': 'send',
  'plugin install': 'privilege',
  'plugin ls': '',
  'machine ls': '',
  'machine start': 'elsewhere',
  'machine stop': 'stop',
  'machine init': 'fetch',
  'node ls': '',
};

export const containerRules: readonly Rule[] = [
  {
    names: 'docker podman nerdctl lima colima',
    options: '* c: context: H=strange host=strange config=source l: log-level: url=strange connection: root:',
    verbs: dockerVerbs,
    level: 'network',
    match: [
      'docker build -t x .',
      'docker run --rm -it node:20 npm test',
      'docker pull nginx',
      'docker run -v "$PWD":/app -w /app node:20 ls',
      'docker exec web ls',
      'docker compose up -d',
    ],
    noMatch: [
      'docker run -v /:/host alpine',
      'docker run --privileged x',
      'docker run -v /var/run/docker.sock:/var/run/docker.sock x',
      'docker rm -f web',
      'docker system prune -af',
      'docker exec web rm -rf /data',
      'docker run --pid=host x',
      'docker volume rm data',
    ],
  },
  {
    names: 'docker-compose podman-compose',
    handler: compose,
    level: 'network',
    match: ['docker-compose up -d', 'docker-compose build'],
    noMatch: ['docker-compose down -v', 'docker-compose exec db rm -rf /x', 'docker-compose run -v /:/h web sh'],
  },
];
