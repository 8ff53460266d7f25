/** Package managers of JavaScript: npm and what works like it. */
import { hasMark } from '../paths/marks.js';
import { act } from '../rules/acts.js';
import { judgeCall } from '../rules/judge-call.js';
import type { Rule, Verb, VerbRule } from '../rules/rule.js';
import { ruleOf } from '../rules/rule-lookup.js';
import { nothing } from '../run/call.js';
import { install, operandsOf, runPackage, runScript, scriptNamed } from './install.js';
import { packageScript } from './project-scripts.js';

type Handler = NonNullable<VerbRule['handler']>;

const readVerbs = (text: string, verb: Verb): Record<string, Verb> => Object.fromEntries(text.split(' ').map(name => [name, verb]));

const nodeVerbs: Readonly<Record<string, Verb>> = {
  ...readVerbs(
    'ls list ll la view info show outdated why explain help version root bin prefix search docs home repo bugs fund whoami doctor ping config-list diff query sbom licenses -v --version',
    '',
  ),
  ...readVerbs('view info show search outdated audit ping doctor whoami fund login logout stars team access-list', 'fetch'),
  ...readVerbs(
    'install i in add ci clean-install install-clean install-test it cit update up upgrade rebuild rb dedupe ddp link ln fetch import upgrade-interactive dlx-install isntall audit-fix',
    { handler: install },
  ),
  ...readVerbs('uninstall un remove rm r unlink prune init create pack patch patch-commit shrinkwrap store-prune autoclean', 'writes'),
  ...readVerbs('run run-script rum urn', { handler: runScript }),
  ...readVerbs('test t tst', { handler: scriptNamed('test') }),
  start: { handler: scriptNamed('start') },
  stop: { handler: scriptNamed('stop') },
  restart: { handler: scriptNamed('restart') },
  ...readVerbs('exec x dlx', { handler: runPackage }),
  ...readVerbs('publish unpublish deprecate dist-tag owner access token hook org profile star unstar', 'publish'),
  'config get': '',
  'config list': '',
  'config ls': '',
  get: '',
  'config set': 'hijack',
  set: 'hijack',
  'config delete': 'configure',
  'config edit': 'strange',
  pkg: 'writes',
  'cache clean': 'clean',
  'cache verify': '',
  'cache ls': '',
  'cache dir': '',
  'cache list': '',
  'store path': '',
  'store status': '',
  'store prune': 'clean',
  'set version': 'fetch',
  'audit fix': { handler: install },
  'create *': 'fetch project',
  init: 'writes',
  create: 'fetch project',
  version: 'writes',
  workspaces: '',
  'workspaces list': '',
  'workspaces foreach': 'project',
  'approve-builds': 'project',
  edit: 'strange',
  explore: 'strange',
  'global add': { handler: install },
  'global list': '',
  'global remove': 'writes',
  'pm ls': '',
  'pm cache': '',
  'plugin import': 'fetched',
  node: 'project',
  'env use': 'fetch',
  'self-update': 'fetch',
  setup: 'writes',
  deploy: 'writes',
  licenses: '',
  completion: '',
  import: 'writes',
};

const pnpmVerbs: Readonly<Record<string, Verb>> = {
  ...nodeVerbs,
  '': { handler: install },
  // Any other word is a script of the project, or a tool of its.
  '*': {
    handler: call => {
      const [name, ...rest] = operandsOf(call.args);
      if (name === undefined) return nothing;
      packageScript(name.text, rest, call);
      const rule = ruleOf(name.text, 'bash');
      if (rule) judgeCall(rule, { ...call, name: name.text, args: call.args.slice(call.args.indexOf(name) + 1) });
      if (hasMark(name.text)) call.host.unknown('a script whose name is not known', name.span);
      return nothing;
    },
  },
  workspace: {
    handler: call => (
      call.host.run(
        [{ text: call.name.split(' ')[0] ?? 'yarn', span: call.span }, ...call.args.slice(1)],
        call.state,
        call.stdin,
        call.span,
      ),
      nothing
    ),
  },
};

const nodeGlobals =
  '* w: workspace: C: prefix: dir: cwd: filter: F: loglevel: registry=strange script-shell=strange userconfig=strange globalconfig=strange';
/** `mise exec -- cmd`, `nvm exec 20 cmd`, `rustup run stable cmd`: the command is judged. */
const versions: Handler = call => {
  const operands = call.args.filter(arg => !arg.text.startsWith('-') || arg.text === '--');
  const verb = operands[0]?.text ?? '';
  if (/^(?:exec|run|x)$/.test(verb)) {
    const end = call.args.findIndex(arg => arg.text === '--');
    const words = end >= 0 ? call.args.slice(end + 1) : operands.slice(/^(?:nvm|rustup|n|fnm)$/.test(call.name) ? 2 : 1);
    if (words.length > 0) call.host.run(words, call.state, call.stdin, call.span);
  }
  act('fetch', call, `${call.name} ${verb}`);
  return nothing;
};

export const nodePackageRules: readonly Rule[] = [
  {
    names: 'npm',
    options: nodeGlobals,
    verbs: nodeVerbs,
    level: 'network',
    match: ['npm install', 'npm ci', 'npm test', 'npm run build', 'npm i -D vitest', 'npm view react version'],
    noMatch: [
      'npm publish',
      'npm install http://x.example/a.tgz',
      'npm config set script-shell ./x',
      'npm install --registry http://x.example',
      'npm run $X',
      'npm exec -c "rm -rf ~"',
    ],
  },
  {
    names: 'pnpm cnpm',
    options: nodeGlobals,
    verbs: pnpmVerbs,
    level: 'network',
    match: ['pnpm install', 'pnpm -r build', 'pnpm dlx create-vite', 'pnpm test'],
    noMatch: ['pnpm publish', 'pnpm dlx https://x.example/a', 'pnpm exec rm -rf ~'],
  },
  {
    names: 'yarn yarnpkg',
    options: nodeGlobals,
    verbs: pnpmVerbs,
    level: 'network',
    match: ['yarn', 'yarn add react', 'yarn build', 'yarn workspace web test'],
    noMatch: ['yarn publish', 'yarn exec rm -rf ~', 'yarn config set yarnPath ./x'],
  },
  {
    names: 'bun',
    options: nodeGlobals,
    verbs: { ...pnpmVerbs, test: 'project', build: 'project' },
    level: 'network',
    match: ['bun install', 'bun test', 'bun run dev'],
    noMatch: ['bun publish', 'bun x https://x.example/a'],
  },
  {
    names: 'npx bunx pnpx uvx pipx-run',
    handler: runPackage,
    level: 'network',
    match: ['npx tsc --noEmit', 'npx -y create-react-app app', 'npx eslint src', 'uvx ruff check'],
    noMatch: ['npx -c "rm -rf ~"', 'npx https://x.example/a.tgz', 'npx rimraf /', 'npx $X'],
  },
  {
    names: 'corepack volta nvm fnm n nodenv pyenv rbenv asdf mise rustup sdk tfenv goenv jenv rvm',
    handler: versions,
    level: 'network',
    noMatch: ['mise exec -- rm -rf ~', 'rustup run stable rm -rf ~', 'nvm exec 20 rm -rf ~'],
    match: ['nvm use 20', 'rustup update', 'pyenv install 3.12'],
  },
];
