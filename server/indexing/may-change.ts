/**
 * Decides whether a file may be changed on behalf of a model: it must lie inside its folder with all links resolved, must not be a secret,
 * and no ignore file or setting may exclude it. Reads the few ignore files above it, so the answer does not depend on the index.
 */
import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { insideFolder } from '../base/file-uris.js';
import { ProblemError } from '../protocol/problem.js';
import { type Sentence, say } from '../protocol/sentences/sentence.js';
import { guardPath } from '../text/guard/guard-path.js';
import { IgnoreChain } from './scan/ignore-chain.js';

/** Rejects with the reason. `path` is relative to `root`, with forward slashes; the file need not exist yet. */
export async function assertMayChange(root: string, path: string, globs: readonly string[], signal: AbortSignal): Promise<void> {
  const names = path.split('/');
  if (path.split(/[/\\]/).includes('..')) throw refused(path, say('outsideItsFolder'));
  const [home, real] = await Promise.all([realpath(root), realpath(join(root, path)).catch(() => undefined)]);
  signal.throwIfAborted();
  const inside = real === undefined ? undefined : insideFolder(real, [home]);
  if (real !== undefined && inside === undefined) throw refused(path, say('linkLeadsOutside'));
  // A link is also judged by its target.
  if ([path, inside?.path ?? path].some(one => guardPath(one) === 'secret')) throw refused(path, say('mayHoldSecrets'));
  let rules = IgnoreChain.around(root, globs);
  for (let depth = 0; depth < names.length; depth++) {
    const folder = names.slice(0, depth).join('/');
    const absolute = join(root, folder);
    rules = rules.enter(absolute, folder, name => existsSync(join(absolute, name)));
    const leftOut = rules.leftOutBy(names.slice(0, depth + 1).join('/'), names[depth]!, depth < names.length - 1);
    if (leftOut) throw refused(path, say('leftOutBySource', { source: leftOut.source }));
  }
}

const refused = (path: string, why: Sentence): ProblemError =>
  new ProblemError('edit-refused', say('notChanged', { path, why }), say('copyByHand'));
