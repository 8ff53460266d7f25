/**
 * Characters that stand for what a check cannot know, inside otherwise plain text. They are noncharacters of Unicode: a line that holds one
 * itself is refused before anything is read. Pure.
 */
export const mark = {
  /** Any text within one word. */
  unknown: '\uFDD0',
  /** Any text, which the shell may split into several words, or into none. */
  fields: '\uFDD1',
  star: '\uFDD2',
  question: '\uFDD3',
  /** A value without blanks, slashes or a leading dash: a number, a hash, a name of a branch. */
  token: '\uFDD4',
  /** A new file or folder in the place for temporary ones. */
  temporary: '\uFDD5',
  /** A relative path of any depth that stays below its start. */
  below: '\uFDD6',
  /** Parts the elements of a list, such as `"$@"`. */
  separator: '\uFDD7',
  /** Any text that came over the network. */
  fetched: '\uFDD8',
} as const;

export const hasMark = (text: string): boolean => /[\uFDD0-\uFDD8]/.test(text);
export const isUncertain = (text: string): boolean => /[\uFDD0\uFDD1\uFDD8]/.test(text);

/** A pattern that is no longer one: text that another program reads. */
export const plainGlobs = (text: string): string => text.replaceAll(mark.star, '*').replaceAll(mark.question, '?');

const shown: Readonly<Record<string, string>> = {
  [mark.unknown]: '…',
  [mark.fields]: '…',
  [mark.star]: '*',
  [mark.question]: '?',
  [mark.token]: '…',
  [mark.temporary]: '<temporary file>',
  [mark.below]: '**',
  [mark.separator]: ' ',
  [mark.fetched]: '…',
};

/** Text for people. */
export const shownText = (text: string): string => text.replace(/[\uFDD0-\uFDD8]/g, char => shown[char] ?? '…');

/** True if a component of a path, which may hold marks, could be this name. Names are compared without case, as some systems do. */
export function couldBe(component: string, name: string): boolean {
  if (!hasMark(component)) return component.toLowerCase() === name.toLowerCase();
  if (isUncertain(component)) return true;
  if (component.includes(mark.below) || component.includes(mark.temporary)) return false;
  // A pattern does not match a leading dot by itself.
  if (name.startsWith('.') && !component.startsWith('.')) return false;
  return matchesPattern(component.toLowerCase(), name.toLowerCase());
}

/** Linear in the product of both lengths: a star only ever goes back to the last one. */
export function matchesPattern(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let from = 0;
  while (n < name.length) {
    const char = pattern[p];
    if (char === mark.star || char === mark.token) {
      star = p++;
      from = n;
    } else if (char !== undefined && (char === name[n] || char === mark.question)) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++from;
    } else return false;
  }
  while (pattern[p] === mark.star || pattern[p] === mark.token) p++;
  return p === pattern.length;
}
