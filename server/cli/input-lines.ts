/** Reads a stream line by line. Only a line feed ends a line, as in JSON lines: `node:readline` also splits at U+2028, which JSON allows in strings. */

/** Yields each line without its line feed; undefined for one of more than `maxBytes`, which is skipped. Ends when `signal` aborts. */
export async function* inputLines(
  input: AsyncIterable<Uint8Array>,
  maxBytes: number,
  signal: AbortSignal,
): AsyncGenerator<string | undefined> {
  let parts: Uint8Array[] = [];
  let nBytes = 0;
  const take = (): string | undefined => {
    const line = nBytes > maxBytes ? undefined : Buffer.concat(parts).toString('utf8');
    parts = [];
    nBytes = 0;
    return line;
  };
  for await (const chunk of untilAborted(input, signal)) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      nBytes += end - from;
      parts.push(chunk.subarray(from, end));
      from = end + 1;
      yield take();
    }
    nBytes += chunk.length - from;
    if (nBytes <= maxBytes) parts.push(chunk.subarray(from));
    else parts = [];
  }
  if (nBytes > 0) yield take();
}

async function* untilAborted(input: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const iterator = input[Symbol.asyncIterator]();
  const aborted = new Promise<IteratorResult<Uint8Array>>(resolve =>
    signal.addEventListener('abort', () => resolve({ done: true, value: undefined }), { once: true }),
  );
  while (!signal.aborted) {
    const { done, value } = await Promise.race([iterator.next(), aborted]);
    if (done === true) return;
    yield value;
  }
}
