/**
 * Packs question, attachments, earlier turns and places into a model's window. Pure.
 * Priority: the question, what a person attached, the best places, the newest turns. What does not fit is counted and reported.
 */
import type { Turn } from '../../protocol/chat.js';
import type { PlaceRange } from '../../protocol/place.js';
import type { SentRange } from './citations.js';
import { type Excerpt, fileBlock, noteBlock, systemPrompt, userPrompt } from './prompt.js';

/** Same shape as the messages of `inference`. */
export interface PromptMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
  readonly images?: readonly PackedImage[];
}

export type PackedImage = Extract<PackedAttachment, { kind: 'image' }>;

export type PackedAttachment =
  /** `automatic`: added by the editor and not by a person, so it may take only a small share. */
  | { readonly kind: 'file'; readonly excerpt: Excerpt; readonly automatic?: boolean }
  | { readonly kind: 'note'; readonly title: string; readonly text: string }
  | {
      readonly kind: 'image';
      readonly name: string;
      readonly mediaType: 'image/png' | 'image/jpeg' | 'image/webp';
      /** Base64. */
      readonly data: string;
      readonly nTokens: number;
    };

export interface PackRequest {
  readonly question: string;
  /** Whole texts of attachments. */
  readonly attachments: readonly PackedAttachment[];
  /** Oldest first. */
  readonly history: readonly Turn[];
  /** Best first. */
  readonly excerpts: readonly Excerpt[];
  readonly windowTokens: number;
  readonly count: (text: string) => number;
  /** Places are added only up to this size of the prompt. What a person attached is never left out for it. Default: the window. */
  readonly promptTokens?: number | undefined;
}

export interface Packed {
  readonly messages: readonly PromptMessage[];
  readonly sent: readonly SentRange[];
  readonly nTokens: number;
  /** Tokens left for the answer. */
  readonly nAnswerTokens: number;
  /** Number of places that are left out or shortened; the same for attachments and turns. */
  readonly nPlacesLeftOut: number;
  readonly nTurnsLeftOut: number;
  readonly nAttachmentsLeftOut: number;
}

/** Least number of first lines for which a long text is worth including. */
const leastLines = 8;
/** Cost of a message besides its text. */
const perMessageTokens = 8;
/** Share of the window reserved for the answer. A long answer is rarely wanted, a cut one never. */
const answerShare = 0.25;
const maxAnswerTokens = 2_048;
const leastAnswerTokens = 256;
/** Largest share of the remaining window for earlier turns. */
const historyShare = 0.25;
/** Largest share of the window for what the editor added automatically. */
const automaticShare = 0.15;
/** Characters kept of an earlier answer. */
const maxOldAnswerChars = 3_000;

export function pack(request: PackRequest): Packed {
  const { question, history, windowTokens, count } = request;
  const nReserved = Math.max(leastAnswerTokens, Math.min(maxAnswerTokens, Math.floor(windowTokens * answerShare)));
  const nFixed = count(systemPrompt) + count(userPrompt(['x'], question)) + 2 * perMessageTokens;
  let left = windowTokens - nReserved - nFixed;
  const blocks: string[] = [];
  const sent: SentRange[] = [];

  let nAttachmentsLeftOut = 0;
  let leftForAutomatic = Math.floor(windowTokens * automaticShare);
  const images: PackedImage[] = [];
  /** Automatic attachments come after the found places. */
  const lastBlocks: string[] = [];
  for (const attachment of request.attachments.toSorted((a, b) => Number(isAutomatic(a)) - Number(isAutomatic(b)))) {
    if (attachment.kind === 'image') {
      if (attachment.nTokens > left) nAttachmentsLeftOut++;
      else {
        left -= attachment.nTokens;
        images.push(attachment);
      }
      continue;
    }
    const room = isAutomatic(attachment) ? Math.min(left, leftForAutomatic) : left;
    const fitting =
      attachment.kind === 'file'
        ? fit(attachment.excerpt, room, count)
        : fitNote(noteBlock(attachment.title, attachment.text), room, count);
    if (fitting === undefined || fitting.isCut) nAttachmentsLeftOut++;
    if (fitting === undefined) continue;
    left -= fitting.nTokens;
    if (isAutomatic(attachment)) leftForAutomatic -= fitting.nTokens;
    (isAutomatic(attachment) ? lastBlocks : blocks).push(fitting.block);
    if (attachment.kind === 'file') sent.push(sentRange(fitting.excerpt ?? attachment.excerpt));
  }

  const turns = newestTurns(history, Math.floor(left * historyShare), count);
  left -= turns.nTokens;

  let leftForPlaces = Math.min(left, (request.promptTokens ?? windowTokens) - (windowTokens - nReserved - left));
  let nPlacesLeftOut = 0;
  for (const excerpt of request.excerpts) {
    if (sent.some(other => contains(other.range, excerpt.range))) continue;
    const fitting = fit(excerpt, leftForPlaces, count);
    if (fitting === undefined || fitting.isCut) nPlacesLeftOut++;
    if (fitting === undefined) continue;
    leftForPlaces -= fitting.nTokens;
    left -= fitting.nTokens;
    blocks.push(fitting.block);
    sent.push(sentRange(fitting.excerpt));
  }

  const messages: PromptMessage[] = [{ role: 'system', content: systemPrompt }, ...turns.messages];
  messages.push({ role: 'user', content: userPrompt([...blocks, ...lastBlocks], question), ...(images.length > 0 && { images }) });
  const nTokens = windowTokens - nReserved - left;
  return {
    messages,
    sent,
    nTokens,
    nAnswerTokens: Math.max(leastAnswerTokens, windowTokens - nTokens),
    nPlacesLeftOut,
    nTurnsLeftOut: history.length - turns.messages.length / 2,
    nAttachmentsLeftOut,
  };
}

interface Fitting {
  readonly block: string;
  readonly nTokens: number;
  readonly isCut: boolean;
  readonly excerpt?: Excerpt;
}

function fitNote(block: string, left: number, count: (text: string) => number): Fitting | undefined {
  const nTokens = count(block);
  return nTokens <= left ? { block, nTokens, isCut: false } : undefined;
}

/** Returns a whole excerpt, or as many of its first lines as fit, if that is still worth reading. */
function fit(excerpt: Excerpt, left: number, count: (text: string) => number): (Fitting & { readonly excerpt: Excerpt }) | undefined {
  const block = fileBlock(excerpt);
  const nTokens = count(block);
  if (nTokens <= left) return { block, excerpt, nTokens, isCut: false };
  const lines = excerpt.text.split('\n');
  const nLines = Math.floor((lines.length * left * 0.9) / nTokens);
  if (nLines < leastLines) return undefined;
  const { startLine } = excerpt.range;
  const cut = { ...excerpt, text: lines.slice(0, nLines).join('\n'), range: { ...excerpt.range, endLine: startLine + nLines - 1 } };
  const cutBlock = fileBlock(cut);
  const nCut = count(cutBlock);
  return nCut <= left ? { block: cutBlock, excerpt: cut, nTokens: nCut, isCut: true } : undefined;
}

/** Returns the tokens of the earlier turns that would be sent. */
export function historyTokens(turns: readonly Turn[], windowTokens: number, count: (text: string) => number): number {
  return newestTurns(turns, Math.floor(windowTokens * (1 - answerShare) * historyShare), count).nTokens;
}

function newestTurns(
  history: readonly Turn[],
  budget: number,
  count: (text: string) => number,
): { readonly messages: readonly PromptMessage[]; readonly nTokens: number } {
  let messages: readonly PromptMessage[] = [];
  let nTokens = 0;
  for (const turn of history.toReversed()) {
    const answer = turn.text.length > maxOldAnswerChars ? `${turn.text.slice(0, maxOldAnswerChars)} …` : turn.text;
    const cost = count(turn.question) + count(answer) + 2 * perMessageTokens;
    if (nTokens + cost > budget) break;
    nTokens += cost;
    messages = [{ role: 'user', content: turn.question }, { role: 'assistant', content: answer }, ...messages];
  }
  return { messages, nTokens };
}

function sentRange({ label, range, text }: Excerpt): SentRange {
  // Counts the lines of the text, which may be cut before the end of the range.
  const nLines = text.replace(/\n$/, '').split('\n').length;
  return { label, range: { ...range, endLine: Math.min(range.endLine, range.startLine + nLines - 1) } };
}

const isAutomatic = (attachment: PackedAttachment): boolean => attachment.kind === 'file' && attachment.automatic === true;

const contains = (outer: PlaceRange, inner: PlaceRange): boolean =>
  outer.folder === inner.folder && outer.path === inner.path && outer.startLine <= inner.startLine && outer.endLine >= inner.endLine;
