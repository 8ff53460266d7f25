/** Programs that look for files and run commands on what they find. */
import { mark } from '../paths/marks.js';
import type { Rule, VerbRule } from '../rules/rule.js';
import { type Arg, type Call, nothing } from '../run/call.js';

type Handler = NonNullable<VerbRule['handler']>;

/** Tests and actions of find: what an action runs is judged with the paths that the search can give. */
const find: Handler = call => {
  const { args, host, state, span } = call;
  let at = 0;
  while (/^-(?:[HLP]+|D|O\d?|E|X|x|d|s)$/.test(args[at]?.text ?? '')) at += args[at]?.text === '-D' ? 2 : 1;
  const starts: Arg[] = [];
  for (; at < args.length && !/^[-(!,]/.test(args[at]?.text ?? ''); at++) {
    const arg = args[at];
    if (arg) starts.push(arg);
  }
  if (starts.length === 0) starts.push({ text: '.', span });
  for (const start of starts) host.touch('list', start, state);
  const search: Search = { call, starts, names: [], depth: undefined };
  const rest = args.slice(at);
  for (let i = 0; i < rest.length; i++) i = findPart(rest, i, search);
  return { paths: foundPaths(search) };
};

interface Search {
  readonly call: Call;
  readonly starts: readonly Arg[];
  names: readonly string[];
  depth: number | undefined;
}

const valueTests =
  /^-(?:i?name|i?path|i?wholename|i?regex|regextype|i?lname|type|xtype|size|mtime|atime|ctime|mmin|amin|cmin|newer\w*|[ac]newer|samefile|user|group|uid|gid|perm|maxdepth|mindepth|inum|links|fstype|used|printf|context|Bmin|Btime|flags)$/;
const plainTests =
  /^-(?:and|or|not|a|o|true|false|print0?|prune|quit|empty|depth|d|mount|xdev|x|readable|writable|executable|daystart|follow|nouser|nogroup|noleaf|ls|warn|nowarn|ignore_readdir_race|help|version)$|^[()!,]$/;

function findPart(rest: readonly Arg[], i: number, search: Search): number {
  const { host, state, span } = search.call;
  const arg = rest[i];
  if (arg === undefined) return i;
  const { text } = arg;
  if (/^-(?:exec|execdir|ok|okdir)$/.test(text)) {
    const end = rest.findIndex((part, j) => j > i && (part.text === ';' || (part.text === '+' && rest[j - 1]?.text === '{}')));
    const words = rest.slice(i + 1, end < 0 ? rest.length : end);
    for (const path of foundPaths(search))
      host.run(
        words.map(word => ({ ...word, text: word.text.replaceAll('{}', () => path) })),
        state,
        nothing,
        span,
      );
    return end < 0 ? rest.length : end;
  }
  if (text === '-delete') {
    for (const path of foundPaths(search)) host.touch('delete', { text: path, span: arg.span }, state);
    return i;
  }
  if (/^-(?:fprint0?|fls|fprintf)$/.test(text)) {
    const file = rest[i + 1];
    if (file) host.touch('write', file, state);
    return text === '-fprintf' ? i + 2 : i + 1;
  }
  if (/^-(?:files0-from)$/.test(text)) return i + 1;
  if (valueTests.test(text)) {
    const value = rest[i + 1];
    if (/^-i?name$/.test(text) && value && rest[i - 1]?.text !== '!' && rest[i - 1]?.text !== '-not') {
      const name = value.text
        .replaceAll('*', mark.star)
        .replaceAll('?', mark.question)
        .replace(/\[[^\]]*\]/g, mark.question);
      // After -o either name may be the one.
      search.names = rest[i - 1] && /^-o(?:r)?$/.test(rest[i - 1]?.text ?? '') ? [...search.names, name] : [name];
    }
    if (text === '-maxdepth' && /^\d+$/.test(value?.text ?? '')) search.depth = Number(value?.text);
    return i + 1;
  }
  if (!plainTests.test(text)) host.unknown(`${text} of find`, arg.span);
  return i;
}

function foundPaths({ starts, names, depth }: Search): readonly string[] {
  return starts.flatMap(({ text }) => {
    if (depth === 0) return [text];
    const start = text.replace(/\/+$/, '');
    if (names.length === 0) return [`${start}/${mark.below}`];
    return names.slice(0, 8).map(name => `${start}/${mark.below}/${name}`);
  });
}

const fd: Handler = call => {
  const { args, host, state, span } = call;
  const at = args.findIndex(arg => /^(?:-x|-X|--exec|--exec-batch)$/.test(arg.text));
  const attached = args.find(arg => /^--exec(?:-batch)?=/.test(arg.text));
  if (attached) host.unknown(`the option ${attached.text}`, attached.span);
  const own = at < 0 ? args : args.slice(0, at);
  const starts = own.filter(arg => !arg.text.startsWith('-')).slice(1);
  const roots = starts.length > 0 ? starts : [{ text: '.', span }];
  const paths = roots.map(root => `${root.text.replace(/\/+$/, '')}/${mark.below}`);
  for (const root of roots) host.touch('list', root, state);
  if (at >= 0) {
    const words = args.slice(at + 1);
    for (const path of paths) {
      const used = words.map(word => ({ ...word, text: word.text.replace(/\{(?:\.|\/|\/\/|\/\.)?\}/g, () => path) }));
      host.run(words.some(word => word.text.includes('{')) ? used : [...used, { text: path, span }], state, nothing, span);
    }
  }
  return { paths };
};

export const findRules: readonly Rule[] = [
  {
    names: 'find gfind',
    handler: find,
    level: 'read-only',
    match: ['find . -name "*.ts" -type f', 'find src -newer a -print', 'find . -name x -exec grep foo {} +'],
    noMatch: [
      'find . -delete',
      'find / -name x -exec rm {} ;',
      "find . -name '*.ts' -delete",
      'find . -fprintf /etc/x %p',
      'find . -exec sh -c "rm {}" ;',
    ],
  },
  {
    names: 'fd fdfind',
    handler: fd,
    level: 'read-only',
    match: ['fd -e ts', 'fd foo src', 'fd -e ts -x wc -l'],
    noMatch: ['fd -x rm', 'fd . -X rm -rf', 'fd --exec=rm x'],
  },
];
