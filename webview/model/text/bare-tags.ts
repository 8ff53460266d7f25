/** HTML with its attributes, comments and unwanted tags cut away as text, so that the parser of the sanitiser meets little to complain of. Pure. */

/** Not the guard: that is DOMPurify, which parses. This only spares the browser's log what would be refused anyway. */
export function bareTags(html: string, wanted: ReadonlySet<string>): string {
  return html
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replaceAll(/<(script|style|svg|math|template|iframe|object|noscript|textarea|title)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
    .replaceAll(/<(\/?)([a-z][a-z0-9-]*)(?:"[^"]*"|'[^']*'|[^'">])*>/gi, (_, slash: string, name: string) =>
      wanted.has(name.toLowerCase()) ? `<${slash}${name.toLowerCase()}>` : '',
    );
}
