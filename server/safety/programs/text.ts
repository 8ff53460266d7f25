/** Programs that search and change text. The languages of awk and sed have files of their own. */
import { hasMark, isUncertain, mark } from '../paths/marks.js';
import { optionsSpec, readCallOptions } from '../rules/call-options.js';
import { applyOptions } from '../rules/judge-call.js';
import type { Rule, VerbRule } from '../rules/rule.js';
import { type Call, nothing, type Stream } from '../run/call.js';
import { unescaped } from './builtins.js';

type Handler = NonNullable<VerbRule['handler']>;

/** The first operand is a pattern unless an option gives it; the rest are files. */
const grep =
  (options: string): Handler =>
  call => {
    const read = readCallOptions(call.args, optionsSpec(options));
    applyOptions(read, call);
    const given = read.options.some(({ name }) => /^(?:e|f|regexp|file|files)$/.test(name));
    const files = given ? read.operands : read.operands.slice(1);
    let known: Stream = nothing;
    const recursive =
      read.options.some(({ name }) => /^(?:r|R|recursive|dereference-recursive)$/.test(name)) || !call.name.endsWith('grep');
    for (const file of files) {
      const found = call.host.touch(recursive ? 'list' : 'read', file, call.state);
      known = { ...known, ...(found.secret && { secret: true }) };
    }
    const secret = known.secret ?? call.stdin.secret;
    const names = read.options.some(({ name }) => /^(?:l|L|files|files-with-matches|files-without-match|name-only)$/.test(name));
    if (names)
      return {
        paths: (files.length > 0 ? files : [{ text: '.' }]).map(file =>
          hasMark(file.text) || !recursive ? file.text : `${file.text.replace(/\/+$/, '')}/${mark.below}`,
        ),
        ...(secret && { secret }),
      };
    // Counting says no more than a number.
    if (read.options.some(({ name }) => name === 'c' || name === 'count')) return { text: mark.token };
    return { ...(secret && { secret }), ...(call.stdin.fetched && { fetched: true }) };
  };

const grepOptions =
  '* A: B: C: m: e: f=read regexp: file=read include: exclude: exclude-dir: exclude-from=read color? colour? max-count: context: after-context: before-context: binary-files: label: D: d: -rRlLcinvwxhHoqsEFGPaz recursive files-with-matches files-without-match count';

function tr({ args, stdin }: Call): Stream {
  if (stdin.text === undefined) return { ...(stdin.fetched && { fetched: true }), ...(stdin.secret && { secret: true }) };
  const flags = args
    .filter(arg => /^-[dscCt]+$/.test(arg.text))
    .map(arg => arg.text)
    .join('');
  const sets = args.filter(arg => !/^-[dscCt]+$/.test(arg.text)).map(arg => setOf(arg.text));
  const [from, to] = sets;
  if (from === undefined || hasMark(stdin.text) || /[cC]/.test(flags)) return nothing;
  if (flags.includes('d'))
    return {
      text: Array.from(stdin.text)
        .filter(char => !from.includes(char))
        .join(''),
    };
  if (to === undefined || to === '' || flags.includes('s')) return nothing;
  return { text: Array.from(stdin.text, char => (from.includes(char) ? (to[from.lastIndexOf(char)] ?? to.at(-1) ?? '') : char)).join('') };
}

const classes: Readonly<Record<string, string>> = {
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  lower: 'abcdefghijklmnopqrstuvwxyz',
  digit: '0123456789',
  space: ' \t\n\r\f\v',
  blank: ' \t',
};

const setOf = (text: string): string =>
  unescaped(text)
    .replace(/\[:(\w+):\]/g, (all, name: string) => classes[name] ?? all)
    .replace(/([\s\S])-([\s\S])/g, (all, from: string, to: string) => {
      const [first, last] = [from.charCodeAt(0), to.charCodeAt(0)];
      return last < first || last - first > 300
        ? all
        : Array.from({ length: last - first + 1 }, (_, i) => String.fromCharCode(first + i)).join('');
    });

const decoders: Readonly<Record<string, (text: string) => string | undefined>> = {
  base64: text => decoded(text, 'base64'),
  basenc: text => decoded(text, 'base64'),
  hex: text => decoded(text.replace(/[^0-9a-fA-F]/g, ''), 'hex'),
};

function decoded(text: string, encoding: 'base64' | 'hex'): string | undefined {
  if (hasMark(text)) return undefined;
  return Buffer.from(text, encoding).toString('utf8');
}

const base64: Handler = call => {
  const { args, stdin, host, state } = call;
  const read = readCallOptions(args, optionsSpec('-dDi decode ignore-garbage w: wrap: i=read input=read o=write output=write b: break:'));
  applyOptions(read, call);
  const decode = read.options.some(({ name }) => /^(?:d|D|decode)$/.test(name));
  let input = stdin;
  for (const file of read.operands) input = file.text === '-' ? stdin : host.touch('read', file, state);
  if (input.text === undefined) return { ...(input.fetched && { fetched: true }), ...(input.secret && { secret: true }) };
  const text = decode ? decoders['base64']?.(input.text) : hasMark(input.text) ? undefined : Buffer.from(input.text).toString('base64');
  return { ...(text !== undefined && { text }), ...(input.secret && { secret: true }) };
};

const xxd: Handler = ({ args, stdin, host, state }) => {
  const files = args.filter(arg => !arg.text.startsWith('-') && !/^\d+$/.test(arg.text));
  const flags = args
    .filter(arg => arg.text.startsWith('-'))
    .map(arg => arg.text)
    .join(' ');
  let input = stdin;
  if (files[0]) input = host.touch('read', files[0], state);
  if (files[1]) host.touch('write', files[1], state);
  const text = /-\w*r/.test(flags) && input.text !== undefined ? decoders['hex']?.(input.text) : undefined;
  return { ...(text !== undefined && { text }), ...(input.secret && { secret: true }), ...(input.fetched && { fetched: true }) };
};

const reverse: Handler = ({ stdin, args, host, state }) => {
  for (const file of args) if (!file.text.startsWith('-')) host.touch('read', file, state);
  if (stdin.text === undefined || hasMark(stdin.text))
    return { ...(stdin.fetched && { fetched: true }), ...(stdin.secret && { secret: true }) };
  return {
    text: stdin.text
      .split('\n')
      .map(line => Array.from(line).toReversed().join(''))
      .join('\n'),
  };
};

function sort(call: Call): Stream {
  const spec = optionsSpec(
    '-bdfghiMnrRVcCmsuz k: t: S: T: o=write output=write field-separator: key: buffer-size: parallel: batch-size: temporary-directory: files0-from=read random-source: sort: check? compress-program=hook numeric-sort reverse unique ignore-case ignore-leading-blanks version-sort human-numeric-sort zero-terminated stable merge general-numeric-sort month-sort random-sort dictionary-order debug',
  );
  const read = readCallOptions(call.args, spec);
  applyOptions(read, call);
  let input = call.stdin;
  for (const file of read.operands)
    input = { ...(file.text === '-' ? call.stdin : call.host.touch('read', file, call.state)), text: mark.unknown };
  return input.text !== undefined && input.text.trim().includes('\n') ? { ...input, text: mark.unknown } : input;
}

/** A file that comes second is written. */
const uniq: Handler = call => {
  const read = readCallOptions(
    call.args,
    optionsSpec(
      '-cdDiuz f: s: w: n: e r: i: o=write output=write count repeated ignore-case unique skip-fields: skip-chars: check-chars: all-repeated? group? head-count: input-range: echo repeat random-source: zero-terminated',
    ),
  );
  applyOptions(read, call);
  const [from, to] = call.name === 'shuf' && read.options.some(({ name }) => name === 'e' || name === 'echo') ? [] : read.operands;
  if (from && from.text !== '-') call.host.touch('read', from, call.state);
  if (to) call.host.touch('write', to, call.state);
  return from ? nothing : call.stdin;
};

const jq: Handler = call => {
  const read = readCallOptions(
    call.args,
    optionsSpec(
      '-rcnsaejMCSRhV f=read from-file=read arg: argjson: slurpfile: rawfile: args jsonargs indent: tab L: exit-status raw-output compact-output null-input slurp sort-keys color-output monochrome-output ascii raw-input join-output stream seq unbuffered raw-output0 i!writes in-place!writes o: P p: output-format: input-format: I: y yaml-output N no-doc',
    ),
  );
  applyOptions(read, call);
  const named = read.options.some(({ name }) => name === 'f' || name === 'from-file');
  for (const file of named ? read.operands : read.operands.slice(1)) if (!isUncertain(file.text)) call.host.touch('read', file, call.state);
  return { ...(call.stdin.fetched && { fetched: true }), ...(call.stdin.secret && { secret: true }) };
};

/** Pagers and editors that open files at a terminal; from inside them a person can do anything. */
const pager: Handler = ({ args, host, state, stdin }) => {
  for (const arg of args) {
    if (arg.text.startsWith('+') && /[!|]/.test(arg.text)) host.unknown(`what ${arg.text} runs`, arg.span);
    else if (/^-[oO]/.test(arg.text)) host.touch('write', { text: arg.text.slice(2) || '~', span: arg.span }, state);
    else if (/^--(?:log-file|lesskey-\w+)/i.test(arg.text) || arg.text.startsWith('-k')) host.unknown(`the option ${arg.text}`, arg.span);
    else if (!/^[-+]/.test(arg.text)) host.touch('read', arg, state);
  }
  return stdin;
};

export const textRules: readonly Rule[] = [
  {
    names: 'grep egrep fgrep ggrep',
    handler: grep(grepOptions),
    level: 'read-only',
    match: ['grep -rn TODO src', 'grep -E "a|b" a.txt', 'grep -c x a'],
    noMatch: ['grep KEY .env', 'grep x ~/.netrc', 'grep -f /etc/shadow a'],
  },
  {
    names: 'rg ripgrep',
    handler: grep(
      `${grepOptions} pre=hook g: t: T: glob: type: type-not: pre-glob: r: replace: M: max-columns: max-depth: j: threads: sort: sortr: hostname-bin=hook ignore-file=read files`,
    ),
    level: 'read-only',
    match: ['rg -n "foo" src', 'rg --files', 'rg -l x -g "*.ts"'],
    noMatch: ['rg --pre ./evil x', 'rg --hostname-bin ./evil x'],
  },
  {
    names: 'ag ack pt ugrep ug',
    handler: grep(`${grepOptions} pager=hook filter=strange G: ignore:`),
    level: 'read-only',
    match: ['ag foo src'],
    noMatch: ['ag --pager ./evil foo'],
  },
  {
    names: 'tr',
    handler: tr,
    level: 'read-only',
    match: ['echo A | tr A-Z a-z', 'tr -d "\\r" < a.txt'],
    noMatch: ["echo 'ez -es /' | tr a-z n-za-m | sh"],
  },
  {
    names: 'sort',
    handler: sort,
    level: 'read-only',
    match: ['sort -u a.txt', 'sort -t, -k2 -n a'],
    noMatch: ['sort -o /etc/passwd a', 'sort --compress-program=./evil a', 'sort --compress-prog ./evil a'],
  },
  {
    names: 'uniq shuf',
    handler: uniq,
    level: 'read-only',
    match: ['uniq -c a', 'shuf -n 5 a'],
    noMatch: ['uniq a ~/.bashrc', 'shuf -o /etc/hosts a'],
  },
  {
    names: 'base64 base32 gbase64 basenc',
    handler: base64,
    level: 'read-only',
    match: ['base64 a.png', 'echo aGk= | base64 -d'],
    noMatch: ['echo cm0gLXJmIC8= | base64 -d | sh', 'base64 ~/.ssh/id_rsa'],
  },
  {
    names: 'xxd',
    handler: xxd,
    level: 'read-only',
    match: ['xxd a.bin'],
    noMatch: ['echo 726d202d7266202f | xxd -r -p | sh', 'xxd -r a /etc/passwd'],
  },
  { names: 'rev', handler: reverse, level: 'read-only', match: ['echo abc | rev'], noMatch: ["echo '/ fr- mr' | rev | sh"] },
  {
    names: 'jq gojq jaq',
    handler: jq,
    level: 'read-only',
    match: ["jq '.name' package.json", 'jq -r .version a.json'],
    noMatch: ['jq . ~/.docker/config.json'],
  },
  {
    names: 'yq xq tomlq dasel',
    handler: jq,
    level: 'read-only',
    match: ["yq '.services' docker-compose.yml"],
    noMatch: ['yq . ~/.kube/config'],
  },
  {
    names: 'csplit',
    operands: 'read skip*',
    options: '* f: b: n: prefix=write suffix-format: digits:',
    does: 'writes',
    level: 'writes',
    match: ["csplit a.txt '/x/'"],
    noMatch: ['csplit /etc/shadow 1'],
  },
  {
    names: 'seq expr bc factor numfmt cal ncal',
    operands: 'skip*',
    gives: 'token',
    level: 'read-only',
    match: ['seq 1 10', 'expr 1 + 2', 'echo "1+2" | bc'],
  },
  {
    names: 'iconv dos2unix unix2dos',
    options: '* o=write output=write f: t: n=write',
    operands: 'edit*',
    level: 'writes',
    match: ['dos2unix a.txt', 'iconv -f latin1 -t utf8 a.txt'],
    noMatch: ['iconv -o ~/.bashrc a', 'dos2unix /etc/hosts'],
  },
  {
    names: 'less more most pg view',
    handler: pager,
    level: 'read-only',
    match: ['less a.log', 'more README.md', 'git log | less'],
    noMatch: ["less '+!sh' a", 'less ~/.ssh/id_rsa', 'less -o /etc/x a'],
  },
  {
    names: 'xmllint',
    options: '* o=write output=write schema=read',
    operands: 'read*',
    level: 'read-only',
    match: ['xmllint --noout a.xml'],
    noMatch: ['xmllint --output /etc/x a.xml'],
  },
  {
    names: 'fzf',
    options: '* preview=hook bind=strange q: query: filter: d: delimiter: with-nth: height: listen? become:',
    operands: 'skip*',
    level: 'read-only',
    match: ['ls | fzf'],
    noMatch: ["fzf --preview 'rm -rf ~'", "fzf --bind 'enter:execute(rm {})'"],
  },
  {
    names: 'pv',
    options: '* L: s: N: r:',
    operands: 'read*',
    gives: 'copy',
    level: 'read-only',
    match: ['pv a.iso'],
    noMatch: ['pv /etc/shadow'],
  },
  { names: 'ts', operands: 'skip*', gives: 'copy', level: 'read-only', match: ['ls | ts'] },
];
