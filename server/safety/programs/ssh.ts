/** Programs that run commands on another machine. */
import { hasMark, isUncertain, plainGlobs } from '../paths/marks.js';
import { optionsSpec, readCallOptions } from '../rules/call-options.js';
import { applyOptions } from '../rules/judge-call.js';
import type { Rule, VerbRule } from '../rules/rule.js';
import { type Arg, type Call, nothing, type State } from '../run/call.js';
import { runInput } from './builtins.js';

type Handler = NonNullable<VerbRule['handler']>;

/** `ssh host 'command'`: the command is judged for the other machine. */
const ssh: Handler = call => {
  const { host, state, stdin, span } = call;
  const read = readCallOptions(
    call.args,
    optionsSpec('-46AaCfGgKkMNnqsTtVvXxYy B: b: c: D: E=write e: F=source I=source i: J: L: l: m: O: o: p: Q: R: S: W: w:'),
    { stopEarly: true },
  );
  applyOptions(read, call);
  for (const { name, value } of read.options) {
    if (name === 'o' && value) sshOption(value, call);
  }
  const [machine, ...words] = read.operands;
  if (machine === undefined) return nothing;
  if (isUncertain(machine.text) && machine.text.startsWith('-')) host.unknown(`the machine ${machine.text}`, machine.span);
  host.effect({ kind: 'fetch', target: machine.text, place: 'remote' }, span);
  const there: State = {
    ...state,
    remote: machine.text,
    cwds: ['/home/remote'],
    functions: new Map(),
    aliases: new Map(),
    variables: new Map([['HOME', '/home/remote']]),
    files: new Map(),
    links: new Map(),
  };
  if (words.length > 0) {
    const text = words.map(arg => plainGlobs(arg.text)).join(' ');
    if (hasMark(text)) partlyRemote(text, there, call);
    else host.code('bash', text, there, stdin, span);
  } else if (stdin.text !== undefined || stdin.fetched) runInput(stdin, { host, state: there, span });
  return { fetched: true };
};

function partlyRemote(text: string, there: State, { host, span }: Call): void {
  if (isUncertain(text)) host.unknown('a command for another machine that is not wholly known', span);
  host.code('bash', text.replace(/[\uFDD0-\uFDD8]/g, 'x'), there, nothing, span);
}

export function sshOption(value: Arg, { host, state }: Pick<Call, 'host' | 'state'>): void {
  const match = /^\s*(\w+)\s*[= ]\s*([\s\S]*)$/.exec(value.text);
  const key = (match?.[1] ?? value.text).toLowerCase();
  const text = match?.[2] ?? '';
  if (
    /^(?:proxycommand|localcommand|knownhostscommand|matchexec|pkcs11provider|securitykeyprovider|xauthlocation|proxyusefdpass)$/.test(key)
  ) {
    if (text !== 'none') host.code('bash', text, state, nothing, value.span);
    host.unknown(`the option ${value.text} of ssh`, value.span);
  } else if (hasMark(key)) host.unknown(`the option ${value.text} of ssh`, value.span);
}

export const sshRules: readonly Rule[] = [
  {
    names: 'ssh autossh mosh',
    handler: ssh,
    level: 'network',
    match: ['ssh host uptime', 'ssh -p 22 me@host', 'ssh host "ls -la"'],
    noMatch: ["ssh host 'rm -rf /var/www'", 'ssh -o ProxyCommand="sh -c id" x', 'ssh host sudo reboot'],
  },
];
