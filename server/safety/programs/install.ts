/** How packages are installed, and how their scripts and tools are run. */
import { hasMark } from '../paths/marks.js';
import { act } from '../rules/acts.js';
import { judgeCall } from '../rules/judge-call.js';
import type { VerbRule } from '../rules/rule.js';
import { ruleOf } from '../rules/rule-lookup.js';
import { type Arg, type Call, nothing } from '../run/call.js';
import { packageScript } from './project-scripts.js';

type Handler = NonNullable<VerbRule['handler']>;

export const operandsOf = (args: readonly Arg[]): readonly Arg[] => args.filter(arg => !arg.text.startsWith('-'));

/** Packages from addresses, archives and other registries come from someone whom nobody has looked at. */
export const install: Handler = call => {
  act('fetch writes', call, [call.name, ...operandsOf(call.args).map(arg => arg.text)].join(' '));
  for (const [i, { text, span }] of call.args.entries()) {
    const value =
      /^--(?:registry|index-url|extra-index-url|find-links|index|default-index|trusted-host|source|git|script-shell|userconfig|globalconfig|prefix|target|root|install-option|global-option|config-settings|repository)(?:=(.*))?$/.exec(
        text,
      );
    const wanted = value?.[1] ?? (value ? (call.args[i + 1]?.text ?? '') : undefined);
    if (wanted !== undefined && /^--(?:prefix|target|root)/.test(text)) call.host.touch('write', { text: wanted, span }, call.state);
    else if (
      wanted !== undefined &&
      !/^https:\/\/(?:registry\.npmjs\.org|pypi\.org|download\.pytorch\.org|registry\.yarnpkg\.com|files\.pythonhosted\.org|test\.pypi\.org|npm\.pkg\.github\.com)(?:\/|$)/.test(
        wanted,
      )
    )
      call.host.unknown(`packages from ${wanted}`, span);
    else if (text === '-i' || (text === '-f' && /pip/.test(call.name)))
      call.host.unknown(`packages from ${call.args[i + 1]?.text ?? ''}`, span);
    else if (
      !text.startsWith('-') &&
      /^(?:git\+|git:|ssh:|https?:)|^(?:[\w.-]+@)(?:https?|git)[+:]/i.test(text) &&
      !/^git\+https:\/\/github\.com\/[\w./@#-]+$/.test(text)
    )
      call.host.unknown(`a package from ${text}`, span);
    else if (!text.startsWith('-') && /\.(?:tgz|tar\.gz|whl|zip|gem)$/.test(text)) call.host.touch('run', { text, span }, call.state);
    else if (hasMark(text) && !text.startsWith('-') && /^[\uFDD0\uFDD1]/.test(text))
      call.host.unknown('a package whose name is not known', span);
  }
  return nothing;
};

/** `npm run x -- y`. */
export const runScript: Handler = call => {
  const [name, ...rest] = operandsOf(call.args.filter(arg => arg.text !== '--'));
  const shell = call.args.findIndex(arg => arg.text.startsWith('--script-shell'));
  if (shell >= 0) call.host.unknown('another shell for scripts', call.span);
  if (name === undefined) return nothing;
  if (hasMark(name.text)) call.host.unknown('a script whose name is not known', name.span);
  const end = call.args.findIndex(arg => arg.text === '--');
  packageScript(name.text, end >= 0 ? call.args.slice(end + 1) : /^(?:yarn|pnpm|bun)/.test(call.name) ? rest : [], call);
  return nothing;
};

export const scriptNamed =
  (name: string): Handler =>
  call => {
    const end = call.args.findIndex(arg => arg.text === '--');
    packageScript(name, end >= 0 ? call.args.slice(end + 1) : [], call);
    return nothing;
  };

/** `npx tool args`, `uvx tool`: the tool is judged as a program if it is known; else it is a package that runs. */
export const runPackage: Handler = call => {
  const { host, state, stdin, span } = call;
  let at = 0;
  for (; at < call.args.length; at++) {
    const text = call.args[at]?.text ?? '';
    if (/^(?:-p|--package|--from|--with|-w|--workspace|--python|--call|-c|--shell-mode|--prefix|--registry|--spec)$/.test(text)) {
      const value = call.args[at + 1];
      if (/^(?:-c|--call|--shell-mode)$/.test(text) && value) host.code('bash', value.text, state, nothing, value.span);
      if (/^(?:--registry|--prefix)$/.test(text)) host.unknown(`packages from ${value?.text ?? ''}`, span);
      at++;
    } else if (/^--(?:call|registry)=/.test(text)) host.unknown(text, span);
    else if (!text.startsWith('-')) break;
  }
  const words = call.args.slice(at);
  const [tool, ...rest] = words;
  act('fetch project', call, tool?.text ?? call.name);
  if (tool === undefined) return nothing;
  if (hasMark(tool.text)) host.unknown('a package whose name is not known', tool.span);
  if (/^(?:https?:|git\+|git:|ssh:|file:)/.test(tool.text)) host.unknown(`a package from ${tool.text}`, tool.span);
  const name =
    tool.text
      .replace(/(?<=.)@[^/@]*$/, '')
      .split('/')
      .at(-1) ?? '';
  const rule = ruleOf(name, 'bash');
  if (rule) judgeCall(rule, { name, args: rest, stdin, state, host, span });
  return nothing;
};

const restOf = (call: Call): readonly Arg[] => {
  const words = call.args.filter((arg, i) => !(arg.text === '--' && i === 0));
  return words.slice(
    Math.max(
      0,
      words.findIndex(arg => !arg.text.startsWith('-')),
    ),
  );
};

/** `poetry run cmd`, `bundle exec cmd`: the command is judged. */
export const runInside: Handler = call => {
  const words = restOf(call);
  act('project', call, words[0]?.text ?? call.name);
  const [first] = words;
  if (first === undefined) return nothing;
  // A tool of the project's environment that is not in the table is the project's own.
  if (hasMark(first.text) || /[/\\]/.test(first.text) || ruleOf(first.text, 'bash'))
    call.host.run(words, call.state, call.stdin, call.span);
  return nothing;
};
