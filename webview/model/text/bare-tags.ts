/** Removes attributes, comments and unwanted tags from HTML as text, so that the sanitiser's parser reports few errors. Pure. */

/**
 * This is not the security barrier, which is DOMPurify. It only avoids messages in the browser's log about what would be refused anyway.
 */
export function bareTags(html: string, wanted: ReadonlySet<string>): string {
  return html
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replaceAll(/<(script|style|svg|math|template|iframe|object|noscript|textarea|title)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
    .replaceAll(/<(\/?)([a-z][a-z0-9-]*)(?:"[^"]*"|'[^']*'|[^'">])*>/gi, (_, slash: string, name: string) =>
      wanted.has(name.toLowerCase()) ? `<${slash}${name.toLowerCase()}>` : '',
    );
}
