/** What fish has built in and names differently from other shells. */

import type { Rule } from '../rules/rule.js';
import { type Call, type CallOutput, nothing } from '../run/call.js';
import { checkVariable } from '../run/environment.js';
import { withExport, withVariable } from '../run/state.js';

/** `set -gx NAME value …`, `set -e NAME`. */
function set({ args, state, host, span }: Call): CallOutput {
  const options = args.filter(arg => arg.text.startsWith('-')).map(arg => arg.text);
  const [name, ...values] = args.filter(arg => !/^-[a-zA-Z-]/.test(arg.text));
  if (name === undefined || options.some(option => /^(?:-\w*[qnSL]|--query|--names|--show)/.test(option))) return nothing;
  if (options.some(option => /^(?:-\w*e|--erase)/.test(option))) {
    const variables = new Map(state.variables);
    variables.delete(name.text);
    return { text: '', state: { ...state, variables } };
  }
  const variable = name.text.replace(/\[.*$/, '');
  const value = values.map(arg => arg.text).join(variable === 'PATH' || variable === 'fish_user_paths' ? ':' : ' ');
  checkVariable(variable === 'fish_user_paths' ? 'PATH' : variable, value, { host, state, span, kept: true });
  // A universal variable stays for every shell that is opened later.
  if (options.some(option => /^(?:-\w*U|--universal)/.test(option)))
    host.effect({ kind: 'configuration', target: variable, place: 'workspace', reversible: true }, span);
  const after = withVariable(state, variable, value);
  return { text: '', state: options.some(option => /^(?:-\w*x|--export)/.test(option)) ? withExport(after, variable) : after };
}

function evaluate({ args, state, stdin, host, span }: Call): CallOutput {
  const text = args.map(arg => arg.text).join(' ');
  const { state: after, stdout } = host.code('fish', text, state, stdin, span);
  return { ...stdout, state: after };
}

/** `string join`, `string replace` and others give text that is not followed. */
function string({ args, stdin }: Call): CallOutput {
  const [verb, ...rest] = args.map(arg => arg.text);
  if (verb === 'unescape' || verb === 'replace' || verb === 'sub' || verb === 'join' || verb === 'split') return nothing;
  if (verb === 'lower') return { text: rest.join('\n').toLowerCase() };
  if (verb === 'upper') return { text: rest.join('\n').toUpperCase() };
  return rest.length > 0 ? nothing : stdin;
}

function abbreviation({ args, state, host, span }: Call): CallOutput {
  const [, ...body] = args.filter(arg => !arg.text.startsWith('-'));
  if (body.length > 0) host.code('fish', body.map(arg => arg.text).join(' '), state, nothing, span);
  return { text: '' };
}

export const fishRules: readonly Rule[] = [
  { names: 'set', handler: set, level: 'read-only', match: ['set x 1', 'set -l files *.txt'], noMatch: ['set -x LD_PRELOAD /tmp/x.so'] },
  { names: 'eval', handler: evaluate, level: 'read-only', match: ['eval ls'], noMatch: ["eval 'rm -rf ~'"] },
  { names: 'string', handler: string, level: 'read-only', match: ['string upper abc', 'string match -r x a'] },
  {
    names:
      'math count contains status random emit block breakpoint argparse path isatty functions fish_config fish_update_completions set_color prompt_pwd commandline fish_git_prompt prevd nextd cdh',
    gives: 'token',
    operands: 'skip*',
    level: 'read-only',
    match: ['math 1 + 2', 'count $argv'],
  },
  {
    names: 'fish_add_path',
    handler: ({ args, state, host, span }) => {
      for (const arg of args) if (!arg.text.startsWith('-')) checkVariable('PATH', arg.text, { host, state, span, kept: true });
      return { text: '' };
    },
    level: 'read-only',
    match: ['fish_add_path ~/.cargo/bin'],
    noMatch: ['fish_add_path /tmp/x'],
  },
  { names: 'abbr', handler: abbreviation, level: 'read-only', match: ['abbr -a gs git status'], noMatch: ["abbr -a ls 'rm -rf ~'"] },
  { names: 'funced funcsave bind fisher omf', level: 'unknown', does: 'strange', match: ['funcsave x'] },
  {
    names: 'psub',
    handler: ({ stdin, host }) => {
      const name = `/dev/fd/${63 + host.pipes.size}`;
      host.pipes.set(name, stdin);
      return { text: name };
    },
    level: 'read-only',
    match: ['cat (echo a | psub)'],
  },
];
