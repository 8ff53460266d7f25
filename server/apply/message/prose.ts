/** What the words around the code say of it. Pure; a hint, never enough by itself to change a line. */
import type { Definition } from '../plan/definitions.js';

export const claimsWhole = (prose: string): boolean =>
  /\b(?:complete|full|entire|whole)\b[^.\n]{0,40}\b(?:file|code|module|script|content|version|implementation|program|document)\b/i.test(
    prose,
  );

/** The prose says that something goes, whatever it is. */
export const speaksOfLoss = (prose: string): boolean =>
  /\b(?:remov|delet|drop|simplif|replac|no longer|eliminat|inlin|extract|mov|shorten|clean)\w*/i.test(prose);

/** The prose says that the thing of this name goes. */
export function saysRemoved(name: string, prose: string): boolean {
  const at = name.replace(/[^\w]/g, '\\$&');
  return new RegExp(
    String.raw`\b(?:remov|delet|drop|eliminat|got rid|get rid|no longer need|inlin|renam|replac)\w*[^.\n]{0,80}\b${at}\b|\b${at}\b[^.\n]{0,60}\b(?:remov|delet|drop|gone|inlin|renam|no longer)`,
    'i',
  ).test(prose);
}

/** The line before which the prose wants something new: at the end, the top, before or after a definition that it names. */
export function saysWhere(prose: string, definitions: readonly Definition[], nLines: number, topLine: number): number | undefined {
  if (/\b(?:at|to) the (?:very )?(?:end|bottom)(?: of)?\b/i.test(prose)) return nLines;
  if (/\b(?:at|to) the (?:very )?(?:top|beginning|start)(?: of)?\b/i.test(prose)) return topLine;
  const named =
    /\b(after|below|beneath|under|following|before|above)\b(?:\s+(?:the|your|existing|current|function|method|class|type|constant|definition|of)){0,4}\s+[`"'*]*([\w$.]+)/i.exec(
      prose,
    );
  const name = named?.[2]?.split('.').at(-1);
  const matches = definitions.filter(definition => definition.name === name);
  if (!named || matches.length !== 1) return undefined;
  return /^(?:before|above)$/i.test(named[1]!) ? matches[0]!.doc : matches[0]!.end;
}

export const lastLineOf = (said: string): string => said.trimEnd().split('\n').at(-1) ?? '';

/** The words just above say that the quoted lines go: these, not something that leaves them as they are shown. */
export const saysRemoveThis = (said: string): boolean => {
  const last = lastLineOf(said);
  const these =
    /\b(?:remove|delete|drop|get rid of)\s+(?:this|these|those|(?:the\s+)?following|the\s+(?:lines?|code|block))\b[^.\n]{0,50}:?\s*$/i;
  return these.test(last) && !/\b(?:so|leav\w+|like|becomes?|with|reads?|from|instead)\b/i.test(last);
};

/** A label that can stand over nothing but the code as it is now. */
export const labelsOld = (said: string): boolean =>
  /^\W*(?:search|find|before|original|old|current(?:ly)?)\b(?:\s+(?:this|the|code|lines?|block|version|for|following))*\W*$/i.test(
    plainWords(lastLineOf(said)),
  );

export const labelsNew = (said: string): boolean =>
  /\b(?:with|to|into|after|new|becomes?|instead|updated?|should be|fixed|change|replac\w*)\b[^.\n]*:?\s*$/i.test(
    plainWords(lastLineOf(said)),
  );

const plainWords = (line: string): string => line.replace(/[*_`#]/g, '');
