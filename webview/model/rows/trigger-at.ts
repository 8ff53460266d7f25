/** Decides whether the word before the caret opens a menu. Pure. */

export interface Trigger {
  readonly trigger: '/' | '@' | '#';
  readonly query: string;
  /** Offset of the trigger in the text. */
  readonly at: number;
}

/** `/` counts at the start of the question, `@` and `#` at the start of a word. */
export function triggerAt(text: string, caret: number): Trigger | undefined {
  const before = text.slice(0, caret);
  const word = /(?:^|\s)([/@#])([^\s]*)$/.exec(before);
  if (!word) return undefined;
  const at = caret - word[2]!.length - 1;
  const trigger = word[1] as Trigger['trigger']; // The expression matches only these three.
  if (trigger === '/' && before.slice(0, at).trim() !== '') return undefined;
  return word[2]!.length > 200 ? undefined : { trigger, query: word[2]!, at };
}
