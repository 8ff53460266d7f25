/** Finds the sentence in an error that a server sent as JSON. Servers nest and name it in many ways. Pure. */

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The sentence in an error value, whichever of the usual shapes it has. */
export function messageIn(value: unknown, depth = 0): string | undefined {
  if (depth > 4) return undefined;
  if (Array.isArray(value)) {
    const all = value.slice(0, 4).flatMap(row => messageIn(row, depth + 1) ?? []);
    return all.length === 0 ? undefined : all.join('; ');
  }
  if (typeof value !== 'object' || value === null) return depth > 0 ? textOf(value) : undefined;
  const fields = value as Readonly<Record<string, unknown>>; // Any object may be read by key.
  // A validation error names the field apart from the sentence.
  const { loc } = fields;
  const place = (Array.isArray(loc) ? loc : []).filter(part => part !== 'body').join('.');
  for (const name of ['message', 'msg', 'error', 'detail', 'errors', 'error_message', 'description', 'title', 'reason']) {
    const inner = fields[name];
    const found = textOf(inner) ?? (typeof inner === 'object' ? messageIn(inner, depth + 1) : undefined);
    if (found !== undefined) return place === '' ? found : `${place}: ${found}`;
  }
  return undefined;
}
