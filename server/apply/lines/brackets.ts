/** Whether the brackets of lines close, by a reading that skips strings and comments. Pure. */

/** Brackets outside strings and comments close as often as they open. */
export const isBalanced = (lines: readonly string[]): boolean => bracketDepth(lines) === 0;

/** Brackets that open less those that close. */
export function bracketDepth(lines: readonly string[]): number {
  let depth = 0;
  for (const line of lines) {
    const said = line
      .replace(/\\./g, '')
      .replace(/(["'`]).*?\1/g, '')
      .replace(/\/\/.*$/, '')
      .replace(/(?:^|\s)#.*$/, '');
    for (const c of said) depth += '({['.includes(c) ? 1 : ')}]'.includes(c) ? -1 : 0;
  }
  return depth;
}
