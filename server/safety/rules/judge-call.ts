/** Judges a call by its rule: options, then operands, then what the program does in any case. Pure. */
import { isUncertain, mark } from '../paths/marks.js';
import { type Arg, type Call, type CallOutput, nothing, type Stream } from '../run/call.js';
import { act, applyRole } from './acts.js';
import { optionsSpec, type ReadCall, readCallOptions } from './call-options.js';
import type { Rule, Verb, VerbRule } from './rule.js';

export function judgeCall(rule: Rule, call: Call): CallOutput {
  if (rule.handler !== undefined) return rule.handler(call);
  if (rule.verbs === undefined) return judgeRule(rule, call, rule.single === true, rule.gives);
  return judgeVerb(rule, rule.verbs, call);
}

function judgeRule(rule: VerbRule, call: Call, single: boolean, gives: Rule['gives']): CallOutput {
  if (isHelp(call)) return nothing;
  const read = readCallOptions(call.args, optionsSpec(rule.options ?? '*'), { single });
  applyOptions(read, call);
  act(rule.does, call, effectTarget(call, read.operands));
  const known = applyOperands(rule.operands, read.operands, call);
  return outputOf(gives, read.operands, { known, call });
}

/** `--help` and `--version` alone do nothing else, whatever the program is. */
const isHelp = ({ args }: Call): boolean => args.length === 1 && /^(?:--help|--version|-V|-version|-help)$/.test(args[0]?.text ?? '');

export function applyOptions({ options, strange }: ReadCall, call: Call): void {
  for (const { role, act: doing, value, arg } of options) {
    if (doing !== undefined) act(doing, call, `${call.name} ${arg.text}`);
    if (role === undefined) continue;
    if (value === undefined) continue;
    applyRole(role, value, call);
  }
  for (const arg of strange) call.host.unknown(`the option ${arg.text} of ${call.name}`, arg.span);
}

export const effectTarget = (call: Call, operands: readonly Arg[]): string =>
  [call.name, ...operands.slice(0, 3).map(arg => arg.text)].join(' ').slice(0, 120);

/** Gives each operand its role. Roles after one with a star are counted from the end. */
export function applyOperands(roles: string | undefined, operands: readonly Arg[], call: Call): Stream {
  if (roles === undefined) return nothing;
  const list = roles.split(' ');
  const star = list.findIndex(role => role.endsWith('*'));
  const nAfter = star < 0 ? 0 : list.length - star - 1;
  let known: Stream = nothing;
  for (const [i, arg] of operands.entries()) {
    const fromEnd = operands.length - i;
    const role =
      star < 0
        ? list[i]
        : i < star
          ? list[i]
          : fromEnd <= nAfter && operands.length > star
            ? list[list.length - fromEnd]
            : list[star]?.slice(0, -1);
    if (role === undefined) {
      call.host.unknown(`the operand ${arg.text} of ${call.name}`, arg.span);
      continue;
    }
    const found = applyRole(role, arg, call);
    known = { ...known, ...found, ...(known.secret && { secret: true }) };
    if (operands.length > 1 && known.text !== undefined) known = { ...known, text: mark.unknown };
  }
  return known;
}

function outputOf(gives: Rule['gives'], operands: readonly Arg[], { known, call }: { known: Stream; call: Call }): Stream {
  const { secret } = known.secret ? known : call.stdin;
  const carried: Stream = { ...(secret && { secret }), ...((known.fetched ?? call.stdin.fetched) && { fetched: true }) };
  switch (gives) {
    case 'token':
      return { ...carried, text: mark.token };
    case 'silent':
      return { text: '' };
    case 'copy':
      return operands.every(arg => arg.text === '-') ? call.stdin : known;
    case 'paths': {
      const starts = operands.map(arg => arg.text).filter(text => !isUncertain(text));
      return {
        ...carried,
        paths: (starts.length > 0 ? starts : ['']).map(start =>
          /[\uFDD2\uFDD3]/.test(start) ? start : start === '' ? mark.below : `${start.replace(/\/+$/, '')}/${mark.below}`,
        ),
      };
    }
    case undefined:
      return carried;
  }
}

/** Finds the longest run of words that names a verb. */
function judgeVerb(rule: Rule, verbs: Readonly<Record<string, Verb>>, call: Call): CallOutput {
  if (isHelp(call)) return nothing;
  const globals = readCallOptions(call.args, optionsSpec(rule.options ?? '*'), { single: rule.single === true, stopEarly: true });
  applyOptions(globals, call);
  const words = globals.operands;
  const [first] = words;
  if (first === undefined) {
    const bare = verbs[''];
    return bare === undefined ? nothing : applyVerb(bare, rule, { ...call, args: [] });
  }
  // Words of a verb may have options between them.
  const plain = words.filter(arg => !arg.text.startsWith('-'));
  for (let n = Math.min(4, plain.length); n > 0; n--) {
    const name = plain
      .slice(0, n)
      .map(arg => arg.text)
      .join(' ');
    const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
    if (verb === undefined) continue;
    const used = new Set<Arg>(plain.slice(0, n));
    return applyVerb(verb, rule, { ...call, name: `${call.name} ${name}`, args: words.filter(arg => !used.has(arg)) });
  }
  const other = verbs['*'];
  if (other !== undefined) return applyVerb(other, rule, call);
  call.host.unknown(`${call.name} ${first.text}`, first.span);
  return nothing;
}

function applyVerb(verb: Verb, rule: Rule, call: Call): CallOutput {
  if (typeof verb === 'string') {
    if (call.args.at(-1)?.text === '--help' && !/project|elsewhere/.test(verb) && !call.args.some(arg => arg.text === '--')) return nothing;
    // Options of the program may come after the verb too.
    if (rule.options !== undefined)
      applyOptions(readCallOptions(call.args, optionsSpec(`${rule.options} *`), { single: rule.single === true }), call);
    act(verb, call, effectTarget(call, call.args));
    return rule.gives === 'token' ? { text: mark.token } : nothing;
  }
  if (verb.handler) return verb.handler(call);
  return judgeRule(verb, call, rule.single === true, rule.gives);
}
