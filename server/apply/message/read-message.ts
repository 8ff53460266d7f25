/**
 * Reads a model's message into what it wants of each file. The grammar is `scan`; here its items get their file, their form and their doubts.
 * What does not fit one reading is a doubt, never a choice. Pure; the message is untrusted.
 */
import { bare, isTelling } from '../lines/file-lines.js';
import { isDiff, splitByFile } from './diff-files.js';
import { undisguised } from './disguise.js';
import { asksFirst, labelsOption, offersAnother, placeholderIn } from './doubts.js';
import type { EditPart, FileEdit } from './edit-part.js';
import { labelInHeading, labelInInfo, labelInProse, labelInside } from './labels.js';
import { withoutLineNumbers } from './line-numbers.js';
import { pairedParts } from './pairs.js';
import { samePath } from './same-path.js';
import { type Item, scan } from './scan.js';
import { opensSearch, readSearchReplace, type SearchReplaceRead } from './search-replace.js';
import { isExample, isSideShow, relatedTo } from './side-blocks.js';
import { readCall } from './tagged.js';
import { withoutThoughts } from './thoughts.js';
import { wordsParts } from './words-edits.js';

export interface EditTarget {
  readonly path: string;
  readonly language: string;
  readonly file: readonly string[];
}

export interface Message {
  /** What the message wants of the target. */
  readonly parts: readonly EditPart[];
  readonly others: readonly FileEdit[];
  /** Why nothing, or not everything, can be used; empty when all is well. */
  readonly doubt: string;
  /** The block that the doubt is about, from 1. */
  readonly doubtBlock?: number | undefined;
  /** The prose around the blocks. */
  readonly prose: string;
}

/** A part with the file that it names; undefined when it names none. */
interface Addressed {
  readonly path: string | undefined;
  readonly part: EditPart;
  readonly kind?: 'create' | 'delete';
  readonly movesTo?: string | undefined;
}

/** Reads `answer` for edits of the file at `path`, written in `language`. */
export function readMessage(answer: string, target: EditTarget): Message {
  // A byte order mark is the file's own affair; an answer that quotes it does not add one.
  const text = answer.replaceAll('\uFEFF', '').replace(/\r\n?/g, '\n');
  const { lines, isCut } = withoutThoughts(text.split('\n'));
  if (isCut && lines.every(line => line.trim() === '')) return nothing('the answer ends inside its thoughts', '');
  const reader = new MessageReader(target);
  for (const item of scan(lines, target.file)) reader.take(item);
  return reader.end();
}

const nothing = (doubt: string, prose: string): Message => ({ parts: [], others: [], doubt, prose });

class MessageReader {
  readonly #target: EditTarget;
  readonly #label: { readonly path: string; readonly text: string };
  readonly #found: Addressed[] = [];
  readonly #prose: string[] = [];
  /** The prose since the last block. */
  #said: string[] = [];
  /** The file that the last label or heading named. */
  #scope: string | undefined;
  #doubt = '';
  #doubtBlock: number | undefined;
  #nBlocks = 0;
  /** The prose before the last block that counts. */
  #before = '';
  #nSkipped = 0;

  constructor(target: EditTarget) {
    this.#target = target;
    this.#label = { path: target.path, text: target.file.join('\n') };
  }

  take(item: Item): void {
    if (item.kind === 'prose') {
      this.#prose.push(item.line);
      this.#said.push(item.line);
      if (/^\s*#{1,6}\s/.test(item.line)) this.#scope = labelInHeading(item.line, this.#label) ?? undefined;
      return;
    }
    this.#nBlocks++;
    const named = labelInProse(this.#said, this.#label);
    const path = named ?? this.#scope;
    if (named !== undefined) this.#scope = named;
    const nBefore = this.#found.length;
    switch (item.kind) {
      case 'fence':
        this.#fence(item, path);
        break;
      case 'searchReplace':
        this.#searchReplace(item.read, path);
        break;
      case 'patch':
        this.#diff(item.lines, path, !item.closed);
        break;
      case 'diff':
        this.#diff(item.lines, path, false);
        break;
      case 'tagged':
        this.#tagged(item.read, path);
        break;
    }
    if (this.#found.length > nBefore) {
      this.#notePlural(nBefore);
      this.#before = this.#prose.join('\n');
    }
    this.#said = [];
  }

  end(): Message {
    const prose = this.#prose.join('\n');
    const after = this.#said.join('\n');
    const { target } = { target: this.#target };
    const own = this.#found.filter(({ path }) => path === undefined || samePath(path, target.path));
    const others = groupedByFile(this.#found.filter(one => !own.includes(one)));
    const moved = own.find(({ kind, movesTo }) => kind === 'delete' || movesTo !== undefined);
    const files: FileEdit[] = moved
      ? [...others, { path: target.path, kind: moved.kind ?? 'change', movesTo: moved.movesTo, parts: [] }]
      : others;
    let parts: readonly EditPart[] = own.filter(({ kind }) => kind !== 'delete').map(({ part }) => part);
    if (parts.length === 0 && !this.#doubt && this.#found.length === 0) parts = wordsParts(prose, target.file);
    const paired = pairedParts(parts, target.file);
    if (!this.#doubt && paired.length > 0 && asksFirst(this.#before, after))
      this.#refuse('the answer asks a question before it decides', undefined);
    if (!this.#doubt) this.#placeholders(paired);
    if (!this.#doubt && paired.length === 0) this.#refuse(this.#whyNothing(own, others), undefined);
    return { parts: paired, others: files, doubt: this.#doubt, doubtBlock: this.#doubtBlock, prose };
  }

  #whyNothing(own: readonly Addressed[], others: readonly FileEdit[]): string {
    if (own.some(({ kind }) => kind === 'delete')) return 'the answer deletes the file';
    if (others.length > 0) return `the answer edits another file: ${others.map(({ path }) => path).join(', ')}`;
    if (this.#nBlocks === 0) return 'the answer holds no code block';
    return this.#nSkipped > 0 ? `no block of the answer holds ${this.#target.language || 'code of this file'}` : 'the answer holds no edit';
  }

  #placeholders(parts: readonly EditPart[]): void {
    const present = new Set(this.#target.file.map(bare));
    for (const part of parts) {
      const lines =
        part.form === 'replace'
          ? part.replacement
          : part.form === 'diff'
            ? part.lines.filter(line => line.startsWith('+')).map(line => line.slice(1))
            : part.form === 'code'
              ? part.lines
              : [];
      const found = placeholderIn(lines, line => present.has(bare(line)));
      if (found !== undefined) this.#refuse(`the answer leaves code for you to write at "${bare(found)}"`, part.block);
    }
  }

  /** A second block for the same file may be an alternative to the first. */
  #notePlural(nBefore: number): void {
    const isOwn = ({ path }: Addressed): boolean => path === undefined || samePath(path, this.#target.path);
    const fresh = this.#found.slice(nBefore).filter(isOwn);
    const earlier = this.#found.slice(0, nBefore).filter(isOwn);
    if (fresh.length === 0 || earlier.length === 0) return;
    const said = this.#said.join('\n');
    if (offersAnother(said) || (labelsOption(said) && earlier.some(({ part }) => labelsOption(part.said))))
      this.#refuse('the answer offers alternatives', this.#nBlocks);
  }

  #refuse(doubt: string, block: number | undefined): void {
    if (this.#doubt) return;
    this.#doubt = doubt;
    this.#doubtBlock = block;
  }

  #shown(isCut: boolean): { readonly block: number; readonly isCut: boolean; readonly said: string } {
    return { block: this.#nBlocks, isCut, said: this.#said.join('\n').trim().slice(-400) };
  }

  #isOther = (path: string | undefined): boolean => path !== undefined && !samePath(path, this.#target.path);

  #fence({ info, lines, closed }: Extract<Item, { readonly kind: 'fence' }>, above: string | undefined): void {
    const { language, file } = this.#target;
    const inInfo = labelInInfo(info, this.#label);
    let path = inInfo?.path ?? above;
    if (inInfo) this.#scope = inInfo.path;
    const [word = ''] = info.toLowerCase().split(/[\s:{]/, 1);
    if (lines.some(line => opensSearch(line))) return this.#marked(lines, path, closed);
    const patch = lines.findIndex(line => /^\*\*\* (?:Begin Patch|Update File:|Add File:|Delete File:)/.test(line));
    if (patch >= 0)
      return this.#diff(
        lines.filter(line => !/^\*\*\* (?:Begin|End) Patch/.test(line)),
        path,
        !closed,
      );
    if (word === 'diff' || word === 'patch' || isDiff(lines)) return this.#diff(lines, path, !closed);
    const call = /^\s*[[{]/.test(lines.join('')) ? readCall(lines.join('\n')) : undefined;
    if (call && !file.some(line => /"(?:old_str|new_str|old_string|new_string)"/.test(line)))
      return this.#tagged({ ...call, isCut: !closed }, path);
    const inside = labelInside(lines, this.#label);
    const isOwnLine = inside !== undefined && file.slice(0, 5).some(line => bare(line) === bare(lines[0]!));
    if (inside && !isOwnLine) path = inInfo?.path ?? inside.path;
    const rest = inside && !isOwnLine && (!inside.isComment || samePath(inside.path, this.#target.path)) ? lines.slice(1) : lines;
    if (this.#isOther(path)) return this.#other(path!, rest, word, closed);
    const code = withoutLineNumbers(rest, file);
    const { named, isRelated } = relatedTo(word, language, path !== undefined && inInfo !== undefined);
    const { lines: read, doubt } = undisguised(code, file);
    const said = this.#said.join('\n').trim();
    if (!isRelated && !sharesMost(read, file)) return this.#skip();
    if (named === '' && isSideShow(said)) return this.#skip();
    if (isExample(said)) return this.#skip();
    if (!read.some(line => line.trim() !== '')) return;
    if (doubt) this.#refuse(doubt, this.#nBlocks);
    this.#found.push({ path, part: { form: 'code', lines: read, range: inInfo?.range, ...this.#shown(!closed) } });
  }

  #skip(): void {
    this.#nSkipped++;
  }

  /** A block of another file: only its path and its text matter. */
  #other(path: string, lines: readonly string[], word: string, closed: boolean): void {
    if (['bash', 'sh', 'shell', 'console', 'terminal'].includes(word) && !/\.(?:sh|bash|zsh)$/.test(path)) return this.#skip();
    const isNew = /\b(?:create|new file|add (?:a |the )?(?:new )?file)\b/i.test(this.#said.join('\n'));
    this.#found.push({ path, part: { form: 'code', lines, ...this.#shown(!closed) }, ...(isNew && { kind: 'create' as const }) });
  }

  /** Search-and-replace blocks inside a fence; a path may stand on the line above each of them. */
  #marked(lines: readonly string[], above: string | undefined, closed: boolean): void {
    let path = above;
    for (let i = 0; i < lines.length; ) {
      if (!opensSearch(lines[i]!)) {
        const own = labelInside([lines[i]!], this.#label);
        if (own) path = own.path;
        i++;
        continue;
      }
      // A closed fence ends the last block too, if its own mark was forgotten.
      const body = closed ? [...lines, '>>>>>>> REPLACE'] : lines;
      const read = readSearchReplace(body, i, body.length, this.#target.file);
      this.#searchReplace(read, path);
      i = Math.max(i + 1, read.end);
    }
  }

  #searchReplace(read: SearchReplaceRead, path: string | undefined): void {
    if (this.#isOther(path)) {
      const replacement = 'trouble' in read ? [] : read.replacement;
      const search = 'trouble' in read ? [] : read.search;
      this.#found.push({ path, part: { form: 'replace', search, replacement, ...this.#shown(false) } });
      return;
    }
    if ('trouble' in read) return this.#refuse(read.trouble, this.#nBlocks);
    this.#replace(read.search, read.replacement, path, { claimed: read.claimed });
  }

  #replace(
    search: readonly string[],
    replacement: readonly string[],
    path: string | undefined,
    { claimed, isCut = false }: { readonly claimed?: number | undefined; readonly isCut?: boolean },
  ): void {
    const { file } = this.#target;
    const both = undisguised([...search, ...replacement], file);
    if (both.doubt) this.#refuse(both.doubt, this.#nBlocks);
    const numbered = withoutLineNumbers(both.lines.slice(0, search.length), file);
    const fresh = both.lines.slice(search.length);
    this.#found.push({
      path,
      part: {
        form: 'replace',
        search: numbered,
        replacement: numbered === both.lines ? fresh : withoutLineNumbers(fresh, file),
        claimed,
        ...this.#shown(isCut),
      },
    });
  }

  #tagged(
    read: {
      readonly path: string | undefined;
      readonly edits: readonly { readonly search: readonly string[]; readonly replacement: readonly string[] }[];
      readonly content: readonly string[] | undefined;
      readonly isCut: boolean;
    },
    above: string | undefined,
  ): void {
    const path = read.path ?? above;
    for (const { search, replacement } of read.edits) this.#replace(search, replacement, path, { isCut: read.isCut });
    if (read.content !== undefined && read.edits.length === 0) {
      const marked = read.content.some(line => opensSearch(line));
      if (marked) this.#marked(read.content, path, true);
      else this.#found.push({ path, part: { form: 'code', lines: read.content, ...this.#shown(read.isCut), said: 'The complete file:' } });
    }
  }

  #diff(lines: readonly string[], above: string | undefined, isCut: boolean): void {
    for (const piece of splitByFile(lines)) {
      const path = piece.path !== undefined && isOwnHeader(piece.path, this.#target.path) ? this.#target.path : (piece.path ?? above);
      const own = this.#isOther(path) ? { lines: piece.lines } : undisguised(piece.lines, this.#target.file);
      if (own.doubt) this.#refuse(own.doubt, this.#nBlocks);
      this.#found.push({
        path,
        part: { form: 'diff', lines: own.lines, ...this.#shown(isCut && piece.isLast) },
        ...(piece.kind !== 'change' && { kind: piece.kind }),
        ...(piece.movesTo !== undefined && { movesTo: piece.movesTo }),
      });
    }
  }
}

/** The headers of a diff begin at the root of a repository, of which a file's bare name says nothing. */
const isOwnHeader = (named: string, path: string): boolean =>
  samePath(named, path) || (!/[\\/]/.test(path) && /[\\/]/.test(named) && named.endsWith(`/${path}`));

/** A fence of another language holds the file all the same if most of its lines stand there. */
function sharesMost(lines: readonly string[], file: readonly string[]): boolean {
  const present = new Set(file.filter(isTelling).map(bare));
  const telling = lines.filter(isTelling);
  return telling.length >= 3 && telling.filter(line => present.has(bare(line))).length * 2 > telling.length;
}

function groupedByFile(found: readonly Addressed[]): FileEdit[] {
  const files = new Map<string, { path: string; kind: FileEdit['kind']; movesTo?: string | undefined; parts: EditPart[] }>();
  for (const { path, part, kind, movesTo } of found) {
    if (path === undefined) continue;
    // A cast to the wider type: the blocks that follow may be of another kind.
    const file = files.get(path) ?? { path, kind: 'change' as FileEdit['kind'], parts: [] };
    files.set(path, { ...file, kind: kind ?? file.kind, movesTo: movesTo ?? file.movesTo, parts: [...file.parts, part] });
  }
  return [...files.values()];
}
