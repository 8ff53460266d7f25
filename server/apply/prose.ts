/** What the words around the code say of it. Pure; a hint, never enough by itself to change a line. */
import type { Definition } from './definitions.js';

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
