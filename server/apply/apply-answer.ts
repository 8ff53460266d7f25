/**
 * Carries a model's message into a file: the message is read by its grammar, each part is planned on what the parts before it left, and a plan
 * counts only with a proof. All of it or nothing. Writes nothing; the message is untrusted.
 */

import { type Language, languageNamed, languageOf } from '../text/language/languages.js';
import { isBlank, joinFile, splitFile } from './lines/file-lines.js';
import type { LineEdit } from './lines/line-edit.js';
import { isWholeThough } from './message/broken-off.js';
import type { EditPart, FileEdit } from './message/edit-part.js';
import { readMessage } from './message/read-message.js';
import { contextOf } from './plan/code-context.js';
import { evidenceOf, planPart } from './plan/plan-part.js';
import type { Grammars } from './proof/grammars.js';
import { type HunkProof, hunkProofs } from './proof/hunk-proof.js';
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
}

export type EditResult = (
  | {
      readonly status: 'applied';
      readonly after: string;
      readonly edits: readonly LineEdit[];
      /** The forms of the parts, in their order. */
      readonly form: string;
      readonly proof: readonly HunkProof[];
    }
  | {
      readonly status: 'refused';
      readonly reason: string;
      /** The block of the message that is refused, from 1; undefined if it is the message as a whole. */
      readonly block?: number;
      /** The message is in the file already. */
      readonly isDone?: true;
    }
) & {
  /** What the message wants of other files. */
  readonly others: readonly FileEdit[];
};

export async function applyAnswer(
  { path, language, before, answer }: EditRequest,
  grammars: Grammars,
  signal: AbortSignal,
): Promise<EditResult> {
  const found = (language ? languageNamed(language) : undefined) ?? languageOf(path);
  const file = splitFile(before);
  const message = readMessage(answer, { path, language: language ?? found.name, file: file.lines });
  const { others, prose } = message;
  const refuse = (reason: string, block?: number): EditResult => ({
    status: 'refused',
    reason,
    ...(block !== undefined && { block }),
    others,
  });
  if (message.doubt) return refuse(message.doubt, message.doubtBlock);
  const working = new WorkingLines(file.lines);
  for (const part of message.parts) {
    signal.throwIfAborted();
    const trouble = carryOut(part, working, { language: found, prose });
    if (trouble !== undefined) return refuse(trouble, message.parts.length > 1 ? part.block : undefined);
  }
  const edits = working.edits();
  if (edits.length === 0) return { status: 'refused', reason: 'the file already reads as the answer wants it', isDone: true, others };
  const after = joinFile(working.lines, working.origins, file);
  const trouble =
    troubleWithBytes(before, after, working.origins) ?? (await troubleWithReading({ before, after, language: found.name }, grammars));
  signal.throwIfAborted();
  if (trouble !== undefined) return refuse(trouble);
  const form = [...new Set(message.parts.map(part => part.form))].join('+');
  return { status: 'applied', after, edits, form, proof: hunkProofs(file.lines, edits, found), others };
}

/** Plans a part and proves it on the lines as they are; undefined if it stands in them now, else why not. */
function carryOut(
  part: EditPart,
  working: WorkingLines,
  { language, prose }: { readonly language: Language; readonly prose: string },
): string | undefined {
  if (part.isCut && !isWholeThough(part, working.lines)) return 'the answer breaks off inside a code block';
  const context = contextOf(working.lines, language, prose);
  const planned = planPart(part, context);
  if ('refused' in planned) return working.isDone(part) ? undefined : planned.refused;
  const edits = planned.edits.filter(edit => edit.start < edit.end || edit.lines.length > 0);
  const fresh = working.with(edits);
  if (fresh === undefined) return 'two parts of the answer change the same lines';
  const isNew = working.lines.every(isBlank);
  if (!isNew) {
    const trouble = troubleWithStep(
      { file: working.lines, edits, evidence: evidenceOf(part, context), language: language.name },
      fresh,
      language,
    );
    if (trouble !== undefined) return trouble;
  }
  return working.take(edits, part);
}
