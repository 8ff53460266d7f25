/** A temporary folder of files for tests that need a disk; `remove()` deletes it. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface AFolder {
  readonly root: string;
  readonly uri: string;
  /** A folder beside it for the index. */
  readonly storage: string;
  write(path: string, text: string): void;
  remove(): void;
}

export function aFolder(files: Readonly<Record<string, string>>): AFolder {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'vibe-test-')));
  const root = join(base, 'work');
  mkdirSync(root);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  return {
    root,
    uri: pathToFileURL(root).href,
    storage: join(base, 'storage'),
    write,
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}
