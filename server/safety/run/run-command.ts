/** Finds what a command's name stands for, as the shell would: an alias, a builtin, a program on the PATH, a file; and has it judged. Pure. */
import { hasMark, isUncertain, mark } from '../paths/marks.js';
import { baseName } from '../paths/resolve-path.js';
import { setsUp } from '../programs/builtins.js';
import { codeNotKnown } from '../rules/acts.js';
import { judgeCall } from '../rules/judge-call.js';
import { ruleOf } from '../rules/rule-lookup.js';
import type { Span } from '../verdict.js';
import { type Arg, type Host, nothing, type ShellOutcome, type State, type Stream } from './call.js';

interface On {
  readonly host: Host;
  readonly state: State;
  readonly stdin: Stream;
  readonly span: Span;
}

/** Folders of the system: what lies there is the program of that name. */
const systemFolder =
  /^(?:\/(?:usr\/(?:local\/)?)?s?bin|\/opt\/homebrew\/bin|\/snap\/bin|\/usr\/games|\/[a-z]:\/windows\/(?:system32|syswow64|system32\/windowspowershell\/v1\.0)|\/[a-z]:\/windows)$/i;

export function runCommand(words: readonly Arg[], on: On): ShellOutcome {
  const { host, state, span } = on;
  const [first, ...args] = words;
  const stays: ShellOutcome = { state, stdout: nothing };
  if (first === undefined) return stays;
  if (hasMark(first.text)) return runUnknown(first, args, on);
  const alias = state.aliases.get(first.text);
  if (alias !== undefined && !state.running.includes(`alias ${first.text}`)) return runAlias(first.text, alias, args, on);
  const name = programName(first.text, host);
  if (name === undefined) return runFile(first, args, on);
  // With its ending it is the program, whatever the shell calls by that name.
  const rule = ruleOf(name, /\.exe$/i.test(first.text) ? 'cmd' : host.shell);
  // cmd looks in the current folder first.
  if (rule === undefined && host.folders.windows && /\.(?:bat|cmd|exe|ps1)$/i.test(first.text)) return runFile(first, args, on);
  host.starts(name);
  if (rule === undefined) {
    host.unknown(`the program ${name}`, first.span);
    return stays;
  }
  if (setsUp(name, args)) {
    host.effect({ kind: 'run-code', target: `the set-up that ${name} prints`, place: 'workspace' }, span);
    return { state, stdout: { text: ':\n' } };
  }
  const answer = judgeCall(rule, { name, args, stdin: on.stdin, state, host, span });

  const { state: after, ...stdout } = answer;
  return { state: after ?? state, stdout };
}

/** The name under which the table knows a program, or undefined for a path to some other file. */
function programName(text: string, { folders }: Pick<Host, 'folders'>): string | undefined {
  const plain = folders.windows ? text.replaceAll('\\', '/') : text;
  if (!plain.includes('/')) return withoutExtension(plain, folders.windows);
  const [folder, name] = [plain.slice(0, plain.lastIndexOf('/')) || '/', baseName(plain)];
  const absolute = folders.windows ? folder.replace(/^([A-Za-z]):/, '/$1:') : folder;
  return systemFolder.test(absolute) ? withoutExtension(name, folders.windows) : undefined;
}

const withoutExtension = (name: string, windows: boolean): string => name.replace(windows ? /\.(?:exe|com|cmd|bat)$/i : /\.exe$/i, '');

/** A program of the project's own tools, or a script. */
function runFile(first: Arg, args: readonly Arg[], on: On): ShellOutcome {
  const { host, state, span, stdin } = on;
  host.touch('run', first, state);
  const name = baseName(first.text.replaceAll('\\', '/')).replace(/\.(?:exe|cmd|bat)$/i, '');
  // An interpreter or a tool that was installed for the project works as the one on the PATH does.
  if (/(?:^|[/\\])(?:node_modules[/\\]\.bin|\.?v?env[/\\](?:bin|Scripts)|vendor[/\\]bin)[/\\][^/\\]+$/i.test(first.text)) {
    const rule = ruleOf(name, host.shell);
    const answer = rule && judgeCall(rule, { name, args, stdin, state, host, span });
    if (answer) return { state: answer.state ?? state, stdout: answer };
  }
  return { state, stdout: nothing };
}

/** The name depends on what is not known. What it would be without that is judged too, since it says what was meant. */
function runUnknown(first: Arg, args: readonly Arg[], on: On): ShellOutcome {
  const { host, state } = on;
  codeNotKnown(first.text, 'a command whose name is not known', { host, span: first.span });
  const guess = first.text.replace(/[\uFDD0-\uFDD8]/g, '');
  if (guess !== '' && isUncertain(first.text)) runCommand([{ text: guess, span: first.span }, ...args], on);
  // The whole name may be missing: then the next word is the command.
  else if (guess === '' && args.length > 0 && !first.text.includes(mark.token)) runCommand(args, on);
  return { state, stdout: nothing };
}

function runAlias(name: string, text: string, args: readonly Arg[], on: On): ShellOutcome {
  const { host, state, stdin, span } = on;
  const inner: State = { ...state, running: [...state.running, `alias ${name}`] };
  if (/^[\w./:=@%+,~\s-]*$/.test(text)) {
    const words = text
      .split(/\s+/)
      .filter(word => word !== '')
      .map(word => ({ text: word, span }));
    return { ...host.run([...words, ...args], inner, stdin, span), state };
  }
  return { state, stdout: host.code('bash', text, inner, stdin, span).stdout };
}
