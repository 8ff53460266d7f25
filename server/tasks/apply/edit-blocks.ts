/** Finds in a model's message the blocks that edit a file, and says of what form each is. Pure; the message is untrusted. */

export type EditBlock =
  /** Lines to find and what stands in their place. */
  | { readonly form: 'replace'; readonly search: readonly string[]; readonly replacement: readonly string[] }
  | { readonly form: 'diff'; readonly lines: readonly string[] }
  /** Code as it should be: a whole file, definitions, or lines, perhaps with marks for what is left out. */
  | { readonly form: 'code'; readonly lines: readonly string[]; readonly before: string };

export interface EditMessage {
  readonly blocks: readonly EditBlock[];
  /** Why nothing, or not everything, can be used; empty where all is well. */
  readonly trouble: string;
  /** The prose around the blocks, for words such as "remove" and "at the end". */
  readonly prose: string;
}

interface Fence {
  readonly info: string;
  readonly lines: readonly string[];
  /** The prose just above, at most 300 characters. */
  readonly before: string;
  readonly closed: boolean;
}

const searchMark = /^\s*<{5,9}\s*(?:SEARCH|ORIGINAL|HEAD|OLD)?\b.*$/i;
const divideMark = /^\s*={5,9}\s*$/;
const replaceMark = /^\s*>{5,9}\s*(?:REPLACE|UPDATED|NEW)?.*$/i;
/** Names of the same language that models write on a fence. */
const aliases: Readonly<Record<string, string>> = {
  ts: 'typescript',
  tsx: 'typescript',
  typescriptreact: 'typescript',
  js: 'javascript',
  jsx: 'javascript',
  javascriptreact: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  node: 'javascript',
  py: 'python',
  python3: 'python',
  rb: 'ruby',
  rs: 'rust',
  golang: 'go',
  kt: 'kotlin',
  cs: 'csharp',
  'c#': 'csharp',
  'c++': 'cpp',
  cc: 'cpp',
  h: 'c',
  hpp: 'cpp',
  sh: 'shell',
  bash: 'shell',
  zsh: 'shell',
  shellscript: 'shell',
  yml: 'yaml',
  md: 'markdown',
  hs: 'haskell',
  ex: 'elixir',
  exs: 'elixir',
  jsonc: 'json',
}; // prettier keeps what belongs together on a line
/** Fences that show something else than the file: commands, output, prose. */
const neverCode = new Set([
  'shell',
  'console',
  'terminal',
  'text',
  'txt',
  'plaintext',
  'output',
  'log',
  'powershell',
  'cmd',
  'bat',
  'mermaid',
  'http',
]);
const family = new Map([
  ['javascript', 'ecma'],
  ['typescript', 'ecma'],
  ['vue', 'ecma'],
  ['svelte', 'ecma'],
  ['c', 'c'],
  ['cpp', 'c'],
]);

/** Reads `answer` for edits of the file at `path`, written in `language`. */
export function editBlocks(answer: string, path: string, language: string): EditMessage {
  const message = answer.replace(/\r\n?/g, '\n');
  const fences = fencesOf(message);
  const prose = proseOf(message);
  const bare = searchReplaceOf(message.split('\n'));
  if (fences.length === 0) {
    if (bare.blocks.length > 0 || bare.trouble) return { ...bare, prose };
    const lines = message.split('\n');
    if (isDiff(lines)) return { blocks: [{ form: 'diff', lines }], trouble: '', prose: '' };
    return { blocks: [], trouble: 'the answer holds no code block', prose };
  }
  const blocks: EditBlock[] = [];
  let trouble = '';
  let nForOthers = 0;
  for (const fence of fences) {
    const target = labelOf(fence);
    if (target !== undefined && !samePath(target, path)) {
      nForOthers++;
      continue;
    }
    const parsed = blocksOf(fence, path, language);
    if (parsed.trouble) trouble ||= parsed.trouble;
    blocks.push(...parsed.blocks);
  }
  // Markers outside any fence, as some models write them around fenced halves.
  if (blocks.length === 0 && bare.blocks.length > 0) return { ...bare, prose };
  if (blocks.length === 0 && !trouble)
    trouble = nForOthers > 0 ? 'the answer edits another file' : `no block of the answer holds ${language || 'code of this file'}`;
  return { blocks, trouble, prose };
}

function blocksOf(fence: Fence, path: string, language: string): { readonly blocks: readonly EditBlock[]; readonly trouble: string } {
  const marked = searchReplaceOf(fence.lines);
  if (marked.blocks.length > 0 || marked.trouble) return marked;
  const [word = ''] = fence.info.toLowerCase().split(/[\s:{]/, 1);
  const named = aliases[word] ?? word;
  const own = aliases[language.toLowerCase()] ?? language.toLowerCase();
  const cut = fence.closed ? '' : 'the answer breaks off inside a code block';
  if (word === 'diff' || word === 'patch' || isDiff(fence.lines)) return { blocks: [{ form: 'diff', lines: fence.lines }], trouble: cut };
  const related = named === '' || named === own || (family.get(named) ?? named) === (family.get(own) ?? own);
  if (!related && (neverCode.has(named) || own !== '')) return { blocks: [], trouble: '' };
  if (named !== own && isSideShow(fence.before) && named === '') return { blocks: [], trouble: '' };
  if (isExample(fence.before)) return { blocks: [], trouble: '' };
  const lines = withoutPathLine(fence.lines, path);
  return { blocks: lines.some(line => line.trim() !== '') ? [{ form: 'code', lines, before: fence.before }] : [], trouble: cut };
}

/** Fenced blocks, the outermost ones; a fence may be longer or indented. */
function fencesOf(message: string): readonly Fence[] {
  const fences: Fence[] = [];
  const lines = message.split('\n');
  let prose: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const opening = /^(\s*)(`{3,}|~{3,})\s*([^`]*)$/.exec(lines[i]!);
    if (!opening) {
      prose.push(lines[i]!);
      continue;
    }
    const [, indent = '', mark = '', info = ''] = opening;
    const body: string[] = [];
    let closed = false;
    let depth = 0;
    for (i++; i < lines.length; i++) {
      const line = lines[i]!;
      const fence = /^\s*(`{3,}|~{3,})\s*(\S*)\s*$/.exec(line);
      if (fence && fence[1]![0] === mark[0] && fence[1]!.length >= mark.length) {
        // In a Markdown block, a fence with an info word opens an inner one.
        const inner = /^(?:markdown|md)$/i.test(info.trim()) && fence[1]!.length === mark.length;
        if (inner && fence[2]) depth++;
        else if (depth > 0) depth--;
        else {
          closed = true;
          break;
        }
      }
      body.push(line.startsWith(indent) ? line.slice(indent.length) : line);
    }
    fences.push({ info: info.trim(), lines: body, before: prose.join('\n').trim().slice(-300), closed });
    prose = [];
  }
  return fences;
}

function proseOf(message: string): string {
  return message.replace(/^(\s*)(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^\s*\2`*~*\s*$|(?![\s\S]))/gm, '\n');
}

/** `<<<<<<< SEARCH`, `=======`, `>>>>>>> REPLACE`, as often as they stand there. */
function searchReplaceOf(lines: readonly string[]): { readonly blocks: readonly EditBlock[]; readonly trouble: string } {
  const blocks: EditBlock[] = [];
  for (let i = 0; i < lines.length; i++) {
    if (!/^\s*<{5,9}\s*(?:SEARCH|ORIGINAL|HEAD|OLD)\b/i.test(lines[i]!) || !searchMark.test(lines[i]!)) continue;
    const search: string[] = [];
    const replacement: string[] = [];
    for (i++; i < lines.length && !divideMark.test(lines[i]!); i++) search.push(lines[i]!);
    for (i++; i < lines.length && !replaceMark.test(lines[i]!); i++) replacement.push(lines[i]!);
    if (i >= lines.length) return { blocks: [], trouble: 'a search-and-replace block of the answer has no end' };
    blocks.push({ form: 'replace', search: withoutFences(search), replacement: withoutFences(replacement) });
  }
  return { blocks, trouble: '' };
}

function withoutFences(lines: readonly string[]): readonly string[] {
  const fenced = lines.length >= 2 && /^\s*```/.test(lines[0]!) && /^\s*```\s*$/.test(lines.at(-1)!);
  return fenced ? lines.slice(1, -1) : lines;
}

/** True where the lines read as a unified diff: a hunk header, or file headers, or mostly signed lines. */
function isDiff(lines: readonly string[]): boolean {
  if (lines.some(line => /^@@ .*@@/.test(line))) return true;
  const headed = lines.some(line => /^--- \S/.test(line)) && lines.some(line => /^\+\+\+ \S/.test(line));
  return headed && lines.some(line => /^[+-](?![+-]{2})/.test(line));
}

/** The path that a fence names, in its info or in the line above; undefined where it names none. */
function labelOf(fence: Fence): string | undefined {
  const inInfo = /(?:^|[\s:="'])((?:[\w.@-]+[\\/])*[\w.@-]+\.\w{1,8})["']?\s*(?:}|$)/.exec(fence.info)?.[1];
  if (inInfo && !/^\d/.test(inInfo)) return inInfo;
  const last = fence.before.split('\n').at(-1)?.trim() ?? '';
  const bare =
    /^(?:#+\s*|[-*]\s+|\d+\.\s+)?(?:file(?:name)?\s*:?\s*|in\s+|update\s+|edit\s+)?[*_`"']*((?:[\w.@-]+[\\/])*[\w.@-]+\.\w{1,8})[*_`"']*\s*:?\s*[*_]*$/i.exec(
      last,
    )?.[1];
  return bare;
}

/** Equal, or one is the tail of the other; a bare name is enough. */
export function samePath(a: string, b: string): boolean {
  const clean = (path: string): string => path.replaceAll('\\', '/').replace(/^(?:\.\/|a\/|b\/|\/)+/, '');
  const [x, y] = [clean(a), clean(b)];
  return x === y || x.endsWith(`/${y}`) || y.endsWith(`/${x}`);
}

/** A first line that only names the file is not part of it. */
function withoutPathLine(lines: readonly string[], path: string): readonly string[] {
  const first = /^\s*(?:\/\/|#|--|;|\/\*|<!--)\s*(?:file(?:name|path)?\s*:\s*)?([\w./\\@-]+\.\w+)\s*(?:\*\/|-->)?\s*$/i.exec(
    lines[0] ?? '',
  )?.[1];
  return first && samePath(first, path) ? lines.slice(1) : lines;
}

const isExample = (before: string): boolean =>
  /\b(?:usage|example usage|example of use|for example|you can (?:now )?(?:use|call|test)|use it like|call it like|test it|to test|output|run it|run this|expected result|before the change)\b[^.\n]*:?\s*$/i.test(
    before,
  );

const isSideShow = (before: string): boolean => /\b(?:terminal|command line|install|output|run|prints?)\b[^.\n]*:?\s*$/i.test(before);
