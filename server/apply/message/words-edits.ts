/** Edits that a message without a block says in words: "Remove the function `parse`", "Change `x = 1` to `x = 2`". Pure. */
import type { EditPart } from './edit-part.js';

const removal =
  /^\W*(?:(?:you (?:can|should|could|need to)|just|simply|please|then|to fix (?:this|it),?)\s+)*(?:remove|delete|drop|get rid of)\s+(?:the\s+|that\s+)?(?:unused\s+|old\s+|dead\s+|obsolete\s+|entire\s+|whole\s+)*(?:(?:function|method|class|definition|import|constant|variable|line|statement|type|interface|struct)\s+)?(?:of\s+)?`([^`\n]+)`(?:\s+(?:function|method|class|definition|import|constant|variable|line|statement|type|interface|struct))?(?:\s+(?:from|in)\s+[^.]*)?\s*[.!]?\s*$/i;
const swap =
  /\b(?:change|replace|rename|update|swap)\s+(?:the\s+)?(?:line\s+|value\s+|code\s+)?`([^`\n]+)`(?:\s+(?:on|in|at)\s+line\s+(\d+))?\s+(?:to|with|by|into)\s+`([^`\n]+)`(?:\s+(?:on|in|at)\s+line\s+(\d+))?/gi;

export function wordsParts(prose: string, file: readonly string[]): readonly EditPart[] {
  const lines = prose.split('\n').filter(line => line.trim() !== '');
  const shown = { block: 1, isCut: false, said: '' };
  const swaps = [...prose.matchAll(swap)];
  const text = file.join('\n');
  if (swaps.length > 0 && swaps.length <= 5) {
    const parts = swaps.map(([, old, above, fresh, below]): EditPart => {
      const line = above ?? below;
      return { form: 'swap', old: old!, fresh: fresh!, line: line === undefined ? undefined : Number(line) - 1, ...shown };
    });
    return parts.every(part => part.form === 'swap' && text.includes(part.old)) ? parts : [];
  }
  const removals = lines.map(line => removal.exec(line)?.[1]).filter(name => name !== undefined);
  return removals.length === 1 ? [{ form: 'remove', name: removals[0]!.replace(/\(.*\)$/, ''), ...shown }] : [];
}
