/** Fills the completer with the files of a folder. The texts are read in turns, so that the thread stays responsive, and up to a bound. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { decode } from '../text/decode.js';
import { guardContent } from '../text/guard/guard-content.js';
import { guardPath } from '../text/guard/guard-path.js';
import { languageOf } from '../text/language/languages.js';
import { Completer } from './completer.js';

/** Of a larger workspace only so much is read: source code first, then data, each in the order of the index. */
const maxBytes = 64 << 20;
/** A larger file is generated or data. */
const maxFileBytes = 1 << 20;
/** Files that are read at once. */
const nAtOnce = 16;
/** Source code has a token for about so many bytes. */
const bytesPerToken = 3;

interface Candidate {
  readonly path: string;
  readonly sizeBytes: number;
}

/** Returns a completer that knows the files at `paths`, which are relative to `root`. Files that cannot be read are skipped. */
export async function filledCompleter(root: string, paths: readonly string[], signal: AbortSignal): Promise<Completer> {
  const chosen = await choose(root, paths, signal);
  const completer = new Completer(Math.ceil(chosen.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) / bytesPerToken));
  const decoder = new TextDecoder();
  for (let from = 0; from < chosen.length; from += nAtOnce) {
    signal.throwIfAborted();
    const group = chosen.slice(from, from + nAtOnce);
    const contents = await Promise.all(group.map(({ path }) => readFile(join(root, path), { signal }).catch(() => undefined)));
    for (const [i, bytes] of contents.entries()) {
      const { path } = group[i]!;
      if (bytes === undefined || bytes.length > maxFileBytes || guardContent(bytes, path) !== undefined) continue;
      completer.addFile(path, decoder.decode(decode(bytes)));
    }
    await nextTurn();
  }
  return completer;
}

async function choose(root: string, paths: readonly string[], signal: AbortSignal): Promise<readonly Candidate[]> {
  const ranked: Candidate[][] = [[], []];
  for (let from = 0; from < paths.length; from += 256) {
    signal.throwIfAborted();
    const group = paths.slice(from, from + 256).filter(path => guardPath(path) === undefined && languageOf(path).kind !== 'prose');
    const sizes = await Promise.all(
      group.map(path =>
        stat(join(root, path)).then(
          ({ size }) => size,
          () => maxFileBytes + 1,
        ),
      ),
    );
    for (const [i, path] of group.entries())
      if (sizes[i]! <= maxFileBytes) ranked[languageOf(path).kind === 'code' ? 0 : 1]!.push({ path, sizeBytes: sizes[i]! });
  }
  let left = maxBytes;
  return ranked.flat().filter(({ sizeBytes }) => {
    if (sizeBytes > left) return false;
    left -= sizeBytes;
    return true;
  });
}
