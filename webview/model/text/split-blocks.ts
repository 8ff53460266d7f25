/**
 * Splits Markdown into top-level blocks, so that only the last block of a streamed answer is redrawn. Pure.
 *
 * Invariant: the raw texts of the blocks, joined, are the text that was split.
 */
import { Lexer, type Links, type MarkedToken } from 'marked';

export interface MarkdownBlock {
  /** Offset in the answer's text, UTF-16 units. */
  readonly start: number;
  readonly raw: string;
  readonly type: MarkedToken['type'];
}

export interface Blocks {
  readonly text: string;
  readonly blocks: readonly MarkdownBlock[];
  /** Definitions of reference links; the same object as long as none is added. */
  readonly links: Links;
}

export const noBlocks: Blocks = { text: '', blocks: [], links: {} };

/** A longer list is cut before its last item while it grows, or every word would lex all of it again. */
const longListLength = 2_000;

/** Splits `text`. If it continues `previous.text`, only the part that may have changed is read again. */
export function splitBlocks(text: string, previous: Blocks): Blocks {
  if (text === previous.text) return previous;
  const grown = text.startsWith(previous.text) && previous.blocks.length > 0;
  const kept = grown ? previous.blocks.slice(0, stableCount(previous.blocks)) : [];
  const last = kept.at(-1);
  const from = last ? last.start + last.raw.length : 0;
  const lexer = new Lexer({ gfm: true });
  // Unlike marked's own handling this keeps the length, so that offsets stay those of the answer.
  const rest = text.slice(from).replaceAll('\r', ' ');
  const tokens = isTooDeep(rest) ? [plain(rest)] : lexer.blockTokens(rest);
  const fresh: MarkdownBlock[] = [];
  let start = from;
  // The lexer runs without extensions, so its tokens are the built-in ones.
  for (const token of tokens as MarkedToken[]) {
    if (token.type === 'list' && token.raw.length > longListLength && token.items.length > 1) {
      const tail = token.items.at(-1)!.raw.length;
      const cut = token.raw.trimEnd().length > tail ? token.raw.lastIndexOf(token.items.at(-1)!.raw) : 0;
      if (cut > 0) {
        fresh.push(
          { start, raw: ownText(token.raw.slice(0, cut)), type: 'list' },
          { start: start + cut, raw: ownText(token.raw.slice(cut)), type: 'list' },
        );
        start += token.raw.length;
        continue;
      }
    }
    fresh.push({ start, raw: ownText(token.raw), type: token.type });
    start += token.raw.length;
  }
  const found = lexer.tokens.links;
  const nNew = Object.keys(found).filter(key => !Object.hasOwn(previous.links, key)).length;
  const links = nNew === 0 ? (grown ? previous.links : noBlocks.links) : { ...(grown ? previous.links : {}), ...found };
  return { text, blocks: [...kept, ...fresh], links };
}

/**
 * Copies the text. A substring keeps the whole string alive that it was cut from, so each block would keep an old copy of the whole answer.
 */
const ownText = (part: string): string => JSON.parse(JSON.stringify(part)) as string;

/** marked reads nested quotes and lists recursively, so text with extreme nesting becomes one plain block. */
const tooDeep = /^[ \t]{0,3}(?:(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))[ \t]{0,4}){40}/m;

export const isTooDeep = (text: string): boolean => tooDeep.test(text);

const plain = (raw: string): MarkedToken => ({ type: 'text', raw, text: raw });

/**
 * Later text can change only the last block that is not blank, and a list right before it:
 * the `2` of a second item is a paragraph until its full stop has arrived.
 */
function stableCount(blocks: readonly MarkdownBlock[]): number {
  const last = blocks.findLastIndex(block => block.type !== 'space');
  if (last <= 0) return 0;
  const before = blocks.findLastIndex((block, idx) => idx < last && block.type !== 'space');
  return blocks[last]!.type !== 'list' && blocks[before]?.type === 'list' ? before : last;
}
