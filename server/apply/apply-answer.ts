/**
 * Carries a model's message into a file: the message is read by its grammar, each part is planned on what the parts before it left, and a plan
 * counts only with a proof. All of it or nothing. Writes nothing; the message is untrusted.
 */

import type { EditPlan, OtherFile } from '../protocol/edit.js';
import { type Language, languageNamed, languageOf } from '../text/language/languages.js';
import { isBlank, joinFile, splitFile } from './lines/file-lines.js';
import type { Refusal } from './lines/line-edit.js';
import { isWholeThough } from './message/broken-off.js';
import type { EditPart, FileEdit } from './message/edit-part.js';
import { readMessage } from './message/read-message.js';
import { contextOf } from './plan/code-context.js';
import { evidenceOf, planPart } from './plan/plan-part.js';
import type { Grammars } from './proof/grammars.js';
import { hunkProofs } from './proof/hunk-proof.js';
import { troubleWithStep } from './proof/prove.js';
import { troubleWithReading } from './proof/reads-as-well.js';
import { troubleWithBytes } from './proof/same-bytes.js';
import { WorkingLines } from './working-lines.js';

export interface EditRequest {
  readonly path: string;
  /** As editors or fences spell it; the path decides if it is absent. */
  readonly language?: string;
  /** The file's text now. */
  readonly before: string;
  /** The model's whole message. */
  readonly answer: string;
  /** The line (0-based) of the place that a person chose among several. */
  readonly near?: number | undefined;
}

/** A plan with the text that it leads to. */
export type EditResult =
  | Exclude<EditPlan, { readonly status: 'applied' }>
  | (Extract<EditPlan, { readonly status: 'applied' }> & { readonly after: string });

export async function applyAnswer(
  { path, language, before, answer, near }: EditRequest,
  grammars: Grammars,
  signal: AbortSignal,
): Promise<EditResult> {
  const found = (language ? languageNamed(language) : undefined) ?? languageOf(path);
  const file = splitFile(before);
  const message = readMessage(answer, { path, language: language ?? found.name, file: file.lines });
  const { prose } = message;
  const others = message.others.map(otherFile);
  const refuse = ({ refused, places }: Refusal, block?: number): EditResult => ({
    status: 'refused',
    reason: refused,
    ...(block !== undefined && { block }),
    ...(places && { places }),
    ...(message.parts.length === 0 && others.length > 0 && { isForOthers: true as const }),
    others,
  });
  if (message.doubt) return refuse({ refused: message.doubt }, message.doubtBlock);
  const working = new WorkingLines(file.lines);
  for (const part of message.parts) {
    signal.throwIfAborted();
    const trouble = carryOut(placedNear(part, near), working, { language: found, prose });
    if (trouble !== undefined) return refuse(trouble, message.parts.length > 1 ? part.block : undefined);
  }
  const edits = working.edits();
  if (edits.length === 0) return { status: 'refused', reason: 'the file already reads as the answer wants it', isDone: true, others };
  const after = joinFile(working.lines, working.origins, file);
  const trouble =
    troubleWithBytes(before, after, working.origins) ?? (await troubleWithReading({ before, after, language: found.name }, grammars));
  signal.throwIfAborted();
  if (trouble !== undefined) return refuse({ refused: trouble });
  const form = [...new Set(message.parts.map(part => part.form))].join('+');
  return { status: 'applied', after, edits, form, proof: hunkProofs(file.lines, edits, found), others };
}

/** The place that a person chose decides as a line number of the answer's own would. */
const placedNear = (part: EditPart, near: number | undefined): EditPart =>
  near === undefined || part.form !== 'replace' ? part : { ...part, claimed: near };

/** Plans a part and proves it against the current lines. Returns undefined if the part is in them now, otherwise the reason why not. */
function carryOut(
  part: EditPart,
  working: WorkingLines,
  { language, prose }: { readonly language: Language; readonly prose: string },
): Refusal | undefined {
  if (part.isCut && !isWholeThough(part, working.lines)) return { refused: 'the answer breaks off inside a code block' };
  const context = contextOf(working.lines, language, prose);
  const planned = planPart(part, context);
  if ('refused' in planned) return working.isDone(part) ? undefined : planned;
  const edits = planned.edits.filter(edit => edit.start < edit.end || edit.lines.length > 0);
  const fresh = working.with(edits);
  if (fresh === undefined) return { refused: 'two parts of the answer change the same lines' };
  const step = { file: working.lines, edits, evidence: evidenceOf(part, context), language: language.name };
  const trouble = (working.lines.every(isBlank) ? undefined : troubleWithStep(step, fresh, language)) ?? working.take(edits, part);
  return trouble === undefined ? undefined : { refused: trouble };
}

/** What the wire says of another file. A new file's text is all there is to it; another one needs its own text for a plan. */
function otherFile({ path, kind, movesTo, parts }: FileEdit): OtherFile {
  const text = parts.map(part => (part.form === 'code' ? part.lines : part.form === 'diff' ? addedBy(part.lines) : [])).flat();
  return {
    path: path ?? '',
    kind,
    ...(movesTo !== undefined && { movesTo }),
    ...(kind !== 'delete' && text.length > 0 && { text: `${text.join('\n')}\n` }),
  };
}

const addedBy = (lines: readonly string[]): readonly string[] => lines.filter(line => line.startsWith('+')).map(line => line.slice(1));
