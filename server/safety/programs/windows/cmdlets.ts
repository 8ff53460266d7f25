/** How cmdlets of PowerShell are judged. Parameters may be shortened, as PowerShell allows. */
import { hasMark, mark } from '../../paths/marks.js';
import { act, sendStream } from '../../rules/acts.js';
import type { VerbRule } from '../../rules/rule.js';
import { ruleOf } from '../../rules/rule-lookup.js';
import { type Arg, type Call, type CallOutput, nothing, type PathRole } from '../../run/call.js';
import { withCwds, withFile } from '../../run/state.js';
import { runInput } from '../builtins.js';

type Handler = NonNullable<VerbRule['handler']>;

interface Parameters {
  readonly operands: readonly Arg[];
  /** Values of parameters by full name, as far as it is known. */
  readonly values: ReadonlyMap<string, Arg>;
  readonly switches: ReadonlySet<string>;
}

const switchNames =
  'recurse force confirm whatif verbose debug append nonewline passthru asjob wait nonewwindow raw hidden directory file name leaf parent isvalid allmatches casesensitive simplematch quiet list descending unique usebasicparsing useb asplaintext noclobber noprofile noninteractive sta mta nologo noexit all listavailable online full examples detailed compress asarray ashashtable asstring asbytestream followsymlink container line word character sum average maximum minimum wrap autosize hidetableheaders stream r rf fr s'.split(
    ' ',
  );
const valueNames =
  'path literalpath destination value filter include exclude name newname itemtype target outfile infile uri method body headers form credential computername scriptblock command file encodedcommand argumentlist filepath encoding delimiter property pattern context depth first last skip id processname displayname startuptype binarypathname executionpolicy scope workingdirectory windowstyle verb tail totalcount inputobject variable expandproperty groupby sessionstate port session erroraction warningaction outvariable contenttype useragent timeoutsec child childpath sid version repository requiredversion registertaskname action trigger taskname drive ms seconds milliseconds milli noun module'.split(
    ' ',
  );

/** Reads `-Name value`, `-Name:value` and switches. */
export function parametersOf(args: readonly Arg[]): Parameters {
  const operands: Arg[] = [];
  const values = new Map<string, Arg>();
  const switches = new Set<string>();
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (arg === undefined) break;
    const match = /^[-\u2013\u2014\u2015]([A-Za-z]\w*)(?::(.*))?$/s.exec(arg.text);
    if (!match) {
      operands.push(arg);
      continue;
    }
    const [, given = '', attached] = match;
    const short = given.toLowerCase();
    const next = args[i + 1];
    if (attached !== undefined && attached !== '') values.set(fullName(short, valueNames) ?? short, { text: attached, span: arg.span });
    else if (
      switchNames.includes(short) ||
      (fullName(short, switchNames) !== undefined && fullName(short, valueNames) === undefined) ||
      next === undefined ||
      /^-[A-Za-z]\w*:?$/.test(next.text)
    )
      switches.add(fullName(short, switchNames) ?? short);
    else {
      values.set(fullName(short, valueNames) ?? short, next);
      i++;
    }
  }
  return { operands, values, switches };
}

const fullName = (short: string, names: readonly string[]): string | undefined =>
  names.includes(short) ? short : names.find(name => name.startsWith(short));

/** Paths of a cmdlet: those that parameters name, then operands, then what comes through the pipe. */
export function pathsOf({ values, operands }: Parameters, { stdin, span }: Call, nOperands = operands.length): readonly Arg[] {
  const given = ['path', 'literalpath', 'filepath'].flatMap(name => values.get(name) ?? []);
  const paths = [...given, ...(given.length === 0 ? operands.slice(0, nOperands) : [])];
  if (paths.length > 0) return paths.flatMap(arg => arg.text.split(',').map(text => ({ text: text.trim(), span: arg.span })));
  const piped = stdin.paths ?? (stdin.text !== undefined ? stdin.text.split('\n').filter(line => line !== '') : [mark.unknown]);
  return piped.slice(0, 16).map(text => ({ text, span }));
}

/** A provider path such as `HKLM:\…` or `Env:X` is no file. */
export function provider(arg: Arg, call: Call, changes: boolean): boolean {
  const match =
    /^(?:Microsoft\.PowerShell\.Core\\)?(?:Registry::)?(hk\w+|registry|env|variable|function|alias|cert|wsman|ad):?[\\/:]/i.exec(arg.text);
  if (!match) return false;
  const drive = match[1]?.toLowerCase() ?? '';
  if (!changes) return true;
  if (/^(?:variable|env)$/.test(drive))
    call.host.effect(
      { kind: 'environment', target: arg.text, place: /path|comspec|psmodule/i.test(arg.text) ? 'unknown' : 'workspace', reversible: true },
      arg.span,
    );
  else if (/^(?:function|alias)$/.test(drive)) call.host.unknown(`a change of ${arg.text}`, arg.span);
  else call.host.effect({ kind: 'configuration', target: arg.text, place: 'system' }, arg.span);
  return true;
}

export const onPaths =
  (role: PathRole): Handler =>
  call => {
    const parameters = parametersOf(call.args);
    if (parameters.switches.has('whatif')) return nothing;
    for (const arg of pathsOf(parameters, call))
      if (!provider(arg, call, role !== 'read' && role !== 'list')) call.host.touch(role, arg, call.state);
    return { text: '' };
  };

export const listItems: Handler = call => {
  const parameters = parametersOf(call.args);
  const { values, operands, switches } = parameters;
  const starts =
    values.has('path') || values.has('literalpath') || operands.length > 0
      ? pathsOf(parameters, call, 1)
      : [{ text: '.', span: call.span }];
  const filter = values.get('filter') ?? values.get('include') ?? operands[1];
  const paths: string[] = [];
  for (const start of starts) {
    if (provider(start, call, false)) continue;
    call.host.touch('list', start, call.state);
    const base = start.text.replace(/[\\/]+$/, '');
    if (filter)
      paths.push(
        `${base}/${switches.has('recurse') ? `${mark.below}/` : ''}${filter.text.replaceAll('*', mark.star).replaceAll('?', mark.question)}`,
      );
    else paths.push(/[\uFDD2\uFDD3]/.test(base) ? base : switches.has('recurse') ? `${base}/${mark.below}` : `${base}/${mark.star}`);
  }
  return { paths };
};

export const removeItem: Handler = call => {
  const parameters = parametersOf(call.args);
  if (parameters.switches.has('whatif')) return nothing;
  const filter = parameters.values.get('include') ?? parameters.values.get('filter');
  for (const arg of pathsOf(parameters, call)) {
    if (provider(arg, call, true)) continue;
    const text = filter ? `${arg.text.replace(/[\\/]?\uFDD2?$/, '')}/${mark.below}/${filter.text.replaceAll('*', mark.star)}` : arg.text;
    call.host.touch('delete', { ...arg, text }, call.state);
  }
  return { text: '' };
};

export const copyItem =
  (moves: boolean): Handler =>
  call => {
    const parameters = parametersOf(call.args);
    const { values, operands } = parameters;
    if (parameters.switches.has('whatif')) return nothing;
    const target = values.get('destination') ?? operands.at(values.has('path') || values.has('literalpath') ? 0 : 1);
    for (const source of pathsOf(parameters, call, 1)) {
      call.host.touch('read', source, call.state);
      if (moves) call.host.touch('edit', source, call.state);
    }
    if (target && !provider(target, call, true)) call.host.touch('write', target, call.state);
    return { text: '' };
  };

export const setContent =
  (role: PathRole): Handler =>
  call => {
    const parameters = parametersOf(call.args);
    if (parameters.switches.has('whatif')) return nothing;
    let { state } = call;
    const { values } = parameters;
    const text = values.get('value')?.text ?? parameters.operands[1]?.text ?? call.stdin.text;
    for (const arg of pathsOf(parameters, call, 1)) {
      if (provider(arg, call, true)) continue;
      call.host.touch(parameters.switches.has('append') ? 'append' : role, arg, state);
      for (const path of call.host.resolve(arg.text, state))
        if (path !== undefined) state = withFile(state, path, { ...call.stdin, ...(text !== undefined && { text }) });
    }
    return { text: '', state };
  };

export const getContent: Handler = call => {
  const parameters = parametersOf(call.args);
  let known = {};
  for (const arg of pathsOf(parameters, call, 1))
    if (!provider(arg, call, false)) known = { ...known, ...call.host.touch('read', arg, call.state) };
  return known;
};

export const webRequest: Handler = call => {
  // `curl.exe` and `wget.exe` are the programs themselves.
  if (
    /^(?:curl|wget)$/i.test(call.name) &&
    call.args.some(arg => /^-[a-zA-Z]{1,4}$|^--/.test(arg.text) && !/^-(?:Uri|OutF|Head|Body|Meth)/i.test(arg.text))
  ) {
    const native = ruleOf(call.name, 'bash');
    if (native?.handler) return native.handler(call);
  }
  const { values, operands } = parametersOf(call.args);
  const url = values.get('uri') ?? operands[0];
  const method = values.get('method')?.text.toUpperCase();
  act('fetch', call, url?.text ?? call.name);
  const upload = values.get('infile');
  if (upload) call.host.touch('send', upload, call.state);
  if (method === 'DELETE') act('destroy', call, url?.text ?? '');
  else if (method !== undefined && method !== 'GET' && method !== 'HEAD') act('send', call, url?.text ?? '');
  const body = values.get('body');
  if (body && call.stdin.secret) sendStream(call.stdin, call);
  let { state } = call;
  const file =
    values.get('outfile') ?? (call.name.toLowerCase() === 'start-bitstransfer' ? (values.get('destination') ?? operands[1]) : undefined);
  if (file) {
    call.host.touch('write', file, state);
    for (const path of call.host.resolve(file.text, state)) if (path !== undefined) state = withFile(state, path, { fetched: true });
  }
  return file ? { text: '', state } : { fetched: true };
};

/** Text that is run: what is known is judged, the rest asks. */
export const invokeExpression: Handler = call => {
  const { operands, values } = parametersOf(call.args);
  const code = values.get('command') ?? operands[0];
  if (code === undefined) return runText(call.stdin, call);
  return runText(
    { text: code.text, ...(code.text === mark.unknown || code.text === mark.fields ? { fetched: call.stdin.fetched ?? false } : {}) },
    call,
  );
};

function runText(stream: CallOutput, call: Call): CallOutput {
  const { host, state, span } = call;
  if (stream.fetched)
    host.effect(
      { kind: 'run-code', target: 'what comes over the network', place: 'fetched' },
      span,
      'Runs code that came over the network',
    );
  else if (stream.text === undefined || hasMark(stream.text)) host.unknown('text that is run as code', span);
  if (stream.text === undefined) return nothing;
  return host.code('powershell', stream.text.replace(/[\uFDD0-\uFDD8]/g, ''), state, nothing, span).stdout;
}

/** `powershell -Command "…"`, `-EncodedCommand …`, `-File x.ps1`. */
export const powershellProgram: Handler = call => {
  const { host, state, stdin, span, args } = call;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (arg === undefined) break;
    const name = /^[-/\u2013\u2014]([A-Za-z]+)$/.exec(arg.text)?.[1]?.toLowerCase();
    const next = args[i + 1];
    const rest = args
      .slice(i + 1)
      .map(part => part.text)
      .join(' ');
    if (name === undefined) {
      if (/\.ps1$/i.test(arg.text)) host.touch('run', arg, state);
      else
        return runText(
          {
            text: args
              .slice(i)
              .map(part => part.text)
              .join(' '),
          },
          call,
        );
      return nothing;
    }
    if ('command'.startsWith(name) || name === 'c')
      return rest === '-' ? runInput(stdin, { host, state, span }) : runText({ text: rest }, call);
    if (('encodedcommand'.startsWith(name) && name !== 'ex') || name === 'ec')
      return runText(
        { text: hasMark(next?.text ?? '') ? mark.unknown : Buffer.from(next?.text ?? '', 'base64').toString('utf16le') },
        call,
      );
    if ('file'.startsWith(name)) {
      if (next) host.touch('run', next, state);
      return nothing;
    }
    if (
      ('executionpolicy'.startsWith(name) && name.length > 1) ||
      name === 'ep' ||
      /^(?:windowstyle|w|workingdirectory|wd|version|inputformat|outputformat|configurationname|psconsolefile|custompipename|settingsfile|win\w*)$/.test(
        name,
      )
    ) {
      if (name.startsWith('e') && /bypass|unrestricted/i.test(next?.text ?? ''))
        host.effect({ kind: 'configuration', target: `ExecutionPolicy ${next?.text ?? ''}`, place: 'unknown' }, span);
      i++;
    }
  }
  if (stdin.text !== undefined || stdin.fetched) return runText(stdin, call);
  if (!args.some(arg => /^-+(?:v|version|h|help|\?)$/i.test(arg.text))) host.unknown(`${call.name}, which runs what it is given`, span);
  return nothing;
};

export const startProcess: Handler = call => {
  const { values, operands } = parametersOf(call.args);
  const [first, ...others] = operands;
  const program = values.get('filepath') ?? first;
  if (/runas/i.test(values.get('verb')?.text ?? '')) act('privilege', call, program?.text ?? '');
  if (program === undefined) return nothing;
  const text = values.get('argumentlist')?.text ?? '';
  const words = [
    program,
    ...text
      .split(/\s+/)
      .filter(word => word !== '')
      .map(word => ({ text: word, span: call.span })),
    ...(values.has('filepath') ? operands : others),
  ];
  if (/^https?:/.test(program.text)) act('fetch', call, program.text);
  else call.host.run(words, call.state, nothing, call.span);
  return nothing;
};

export const stopProcess: Handler = call => {
  const { values, operands } = parametersOf(call.args);
  const text = values.get('name')?.text ?? values.get('id')?.text ?? operands[0]?.text ?? '';
  if (/[*\uFDD2]|^(?:lsass|csrss|wininit|winlogon|explorer|services|svchost|system)$|^0$|^4$/i.test(text))
    call.host.effect({ kind: 'stop', target: text, place: 'system' }, call.span);
  else act('kill', call, `the process ${text}`);
  return nothing;
};

export const setLocation: Handler = call => {
  const [to] = pathsOf(parametersOf(call.args), call, 1);
  if (to === undefined || provider(to, call, false)) return { text: '', state: withCwds(call.state, [undefined]) };
  return { text: '', state: withCwds(call.state, call.host.resolve(to.text, call.state)) };
};

export const writeOutput: Handler = call => {
  const { operands, values } = parametersOf(call.args);
  const text = (values.get('inputobject') ? [values.get('inputobject')] : operands).map(arg => arg?.text ?? '').join(' ');
  return call.args.length === 0 ? call.stdin : { text: `${text}\n` };
};

export const joinPath: Handler = call => {
  const parts = parametersOf(call.args);
  const [a, b] = [parts.values.get('path') ?? parts.operands[0], parts.values.get('childpath') ?? parts.operands.at(-1)];
  return a && b ? { text: `${a.text}/${b.text}` } : nothing;
};

/** Blocks that these are given run elsewhere or later; the walk has judged them as if they ran here. */
export const remoteBlock: Handler = call => {
  const { values } = parametersOf(call.args);
  if (values.has('computername') || values.has('session'))
    act('send elsewhere', call, values.get('computername')?.text ?? 'another machine');
  const file = values.get('filepath');
  if (file) call.host.touch('run', file, call.state);
  if (values.has('scriptblock') && hasMark(values.get('scriptblock')?.text ?? ''))
    call.host.unknown('a block that is not known', call.span);
  return nothing;
};
