/** The plan of a change for the wire: what `applyAnswer` finds, without the text that it leads to, which the editor makes itself. */
import type * as v from 'valibot';
import type { EditPlan, editRequestSchema } from '../protocol/edit.js';
import { applyAnswer } from './apply-answer.js';
import type { Grammars } from './proof/grammars.js';

export async function planEdit(
  { language, ...request }: v.InferOutput<typeof editRequestSchema>,
  grammars: Grammars,
  signal: AbortSignal,
): Promise<EditPlan> {
  const result = await applyAnswer(language === undefined ? request : { ...request, language }, grammars, signal);
  if (result.status === 'refused') return result;
  const { after: _after, ...plan } = result;
  return plan;
}
