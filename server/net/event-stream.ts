/** Yields the data of each event of a `text/event-stream` body, with its data lines joined; comments and other fields are dropped. Pure. */
import { lines } from './lines-of-body.js';

export async function* eventStream(body: AsyncIterable<Uint8Array>, maxLineBytes: number): AsyncGenerator<string, void, undefined> {
  let data: string[] = [];
  for await (const line of lines(body, maxLineBytes)) {
    if (line === '') {
      if (data.length > 0) yield data.join('\n');
      data = [];
    } else if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5));
    // A body that is not an event stream, such as a JSON object with an error, is passed on whole.
    else if (line.startsWith('{')) yield line;
  }
  if (data.length > 0) yield data.join('\n');
}
