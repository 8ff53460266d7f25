/** Splits a stream into lines of bounded length. A longer line is reported and skipped, and never held in memory. */

export type BoundedLine = { readonly text: string } | { readonly tooLong: true };

export async function* boundedLines(
  chunks: AsyncIterable<string | Uint8Array>,
  maxLength: number,
  signal: AbortSignal,
): AsyncGenerator<BoundedLine> {
  const decoder = new TextDecoder();
  let held = '';
  let skips = false;
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    held += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let end = held.indexOf('\n'); end >= 0; end = held.indexOf('\n', start)) {
      const line = held.slice(start, end);
      start = end + 1;
      if (skips || line.length > maxLength) yield { tooLong: true };
      else yield { text: line.endsWith('\r') ? line.slice(0, -1) : line };
      skips = false;
    }
    held = held.slice(start);
    if (held.length > maxLength) {
      skips = true;
      held = '';
    }
  }
  if (skips) yield { tooLong: true };
  else if (held !== '') yield { text: held };
}
