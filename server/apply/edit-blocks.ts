/** Finds in a model's message the blocks that edit a file, and says of what form each is. Pure; the message is untrusted. */
import { languageNamed, languageOf, plainTextLanguage } from '../text/language/languages.js';
import { type Fence, fencesOf, proseOf } from './fences.js';
import { bare, isTelling } from './file-lines.js';
import { withoutLineNumbers } from './line-numbers.js';

export type EditBlock = {
  /** Its fence is not closed: the answer may break off inside it. */
  readonly isCut: boolean;
} & (
  | // Lines to find and what stands in their place.
  { readonly form: 'replace'; readonly search: readonly string[]; readonly replacement: readonly string[] }
  | { readonly form: 'diff'; readonly lines: readonly string[] }
  // Code as it should be: a whole file, definitions, or lines, perhaps with marks for what is left out.
  | { readonly form: 'code'; readonly lines: readonly string[]; readonly before: string }
);

export interface EditMessage {
  readonly blocks: readonly EditBlock[];
  /** Why nothing, or not everything, can be used; empty where all is well. */
  readonly trouble: string;
  /** The prose around the blocks, for words such as "remove" and "at the end". */
  readonly prose: string;
}

const searchMark = /^\s*<{5,9}\s*(?:SEARCH|ORIGINAL|HEAD|OLD)?\b.*$/i;
const divideMark = /^\s*={5,9}\s*$/;
const replaceMark = /^\s*>{5,9}\s*(?:REPLACE|UPDATED|NEW)?.*$/i;
/** Fences of commands and pictures: never the file, unless it is of that language itself. */
const neverCode = new Set(['shellscript', 'console', 'terminal', 'log', 'powershell', 'bat', 'cmd', 'mermaid', 'http']);
const family = new Map([
  ['javascript', 'ecma'],
  ['javascriptreact', 'ecma'],
  ['typescript', 'ecma'],
  ['typescriptreact', 'ecma'],
  ['vue', 'ecma'],
  ['svelte', 'ecma'],
  ['json', 'json'],
  ['jsonc', 'json'],
  ['c', 'c'],
  ['cpp', 'c'],
]);

export interface EditTarget {
  readonly path: string;
  readonly language: string;
  readonly file: readonly string[];
}

/** Reads `answer` for edits of the file at `path`, written in `language`. */
export function editBlocks(answer: string, target: EditTarget): EditMessage {
  const message = answer.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const fences = fencesOf(message);
  const prose = proseOf(message);
  const unfenced = searchReplaceOf(message.split('\n'), false);
  if (fences.length === 0) {
    if (unfenced.blocks.length > 0 || unfenced.trouble) return { ...unfenced, prose };
    const lines = message.split('\n');
    if (isDiff(lines)) return { blocks: [{ form: 'diff', lines, isCut: false }], trouble: '', prose: '' };
    return { blocks: [], trouble: 'the answer holds no code block', prose };
  }
  const blocks: EditBlock[] = [];
  let trouble = '';
  let nForOthers = 0;
  for (const fence of fences) {
    const label = labelOf(fence, target.path);
    if (label !== undefined && !samePath(label, target.path)) {
      nForOthers++;
      continue;
    }
    const parsed = blocksOf(fence, label !== undefined, target);
    if (parsed.trouble) trouble ||= parsed.trouble;
    blocks.push(...parsed.blocks);
  }
  // Markers outside any fence, as some models write them around fenced halves.
  if (blocks.length === 0 && unfenced.blocks.length > 0) return { ...unfenced, prose };
  if (blocks.length === 0 && !trouble)
    trouble = nForOthers > 0 ? 'the answer edits another file' : `no block of the answer holds ${target.language || 'code of this file'}`;
  return { blocks, trouble, prose };
}

function blocksOf(
  fence: Fence,
  isNamed: boolean,
  { path, language, file }: EditTarget,
): { readonly blocks: readonly EditBlock[]; readonly trouble: string } {
  const marked = searchReplaceOf(fence.lines, fence.closed);
  if (marked.blocks.length > 0 || marked.trouble) return marked;
  const [word = ''] = fence.info.toLowerCase().split(/[\s:{]/, 1);
  const isCut = !fence.closed;
  if (word === 'diff' || word === 'patch' || isDiff(fence.lines))
    return { blocks: [{ form: 'diff', lines: fence.lines, isCut }], trouble: '' };
  const lines = withoutLineNumbers(withoutPathLine(fence.lines, path), file);
  const named = nameOf(word);
  const own = nameOf(language);
  const related = isNamed || named === '' || named === own || (family.get(named) ?? named) === (family.get(own) ?? own);
  if (!related && (neverCode.has(named) || !sharesMost(lines, file))) return { blocks: [], trouble: '' };
  if (named !== own && isSideShow(fence.before) && named === '') return { blocks: [], trouble: '' };
  if (isExample(fence.before)) return { blocks: [], trouble: '' };
  return { blocks: lines.some(line => line.trim() !== '') ? [{ form: 'code', lines, before: fence.before, isCut }] : [], trouble: '' };
}

/** The language that a fence's word means; a path or a word that names none says nothing. */
const nameOf = (word: string): string => languageNamed(word)?.name ?? (/^[a-z+#]*$/.test(word) ? word : '');

/** A fence of another language holds the file all the same where most of its lines stand there. */
function sharesMost(lines: readonly string[], file: readonly string[]): boolean {
  const present = new Set(file.filter(isTelling).map(bare));
  const telling = lines.filter(isTelling);
  return telling.length >= 3 && telling.filter(line => present.has(bare(line))).length * 2 > telling.length;
}

/** `<<<<<<< SEARCH`, `=======`, `>>>>>>> REPLACE`, as often as they stand there. */
function searchReplaceOf(
  lines: readonly string[],
  endsByFence: boolean,
): { readonly blocks: readonly EditBlock[]; readonly trouble: string } {
  const blocks: EditBlock[] = [];
  for (let i = 0; i < lines.length; i++) {
    if (!/^\s*<{5,9}\s*(?:SEARCH|ORIGINAL|HEAD|OLD)\b/i.test(lines[i]!) || !searchMark.test(lines[i]!)) continue;
    const search: string[] = [];
    const replacement: string[] = [];
    for (i++; i < lines.length && !divideMark.test(lines[i]!); i++) search.push(lines[i]!);
    const isDivided = i < lines.length;
    for (i++; i < lines.length && !replaceMark.test(lines[i]!); i++) replacement.push(lines[i]!);
    // The fence that closes ends the last block too, where its own mark was forgotten.
    if (i >= lines.length && !(endsByFence && isDivided))
      return { blocks: [], trouble: 'a search-and-replace block of the answer has no end' };
    blocks.push({ form: 'replace', search: withoutFences(search), replacement: withoutFences(replacement), isCut: false });
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

/** The path that a fence names, in its info or in the words above; undefined where it names none. */
function labelOf(fence: Fence, path: string): string | undefined {
  const inInfo = /(?:^|[\s:="'])((?:[\w.@-]+[\\/])*[\w.@-]+\.\w{1,8})["']?\s*(?:}|$)/.exec(fence.info)?.[1];
  if (inInfo && !/^\d/.test(inInfo)) return inInfo;
  const last = fence.before.split('\n').at(-1)?.trim() ?? '';
  const alone =
    /^(?:#+\s*|[-*]\s+|\d+\.\s+)?(?:file(?:name)?\s*:?\s*|in\s+|update\s+|edit\s+)?[*_`"']*((?:[\w.@-]+[\\/])*[\w.@-]+\.\w{1,8})[*_`"']*\s*:?\s*[*_]*$/i.exec(
      last,
    )?.[1];
  if (alone !== undefined) return alone;
  // A sentence such as "Then, in `server/app.ts`:" names a file where the path is of a language that we know.
  const named = [
    ...last.matchAll(
      /\b(?:in|to|into|of|for|file|update|edit|modify|change|create)\s+(?:\w+\s+){0,2}[`*_"']+([\w./\\@-]+\.\w{1,8})[`*_"']+/gi,
    ),
  ]
    .map(([, name]) => name!)
    .filter(name => languageOf(name) !== plainTextLanguage);
  return named.find(name => samePath(name, path)) ?? named[0];
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
