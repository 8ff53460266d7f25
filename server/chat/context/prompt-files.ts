/**
 * A person's own commands: `.vibe/prompts/<name>.md` in an open folder. The first heading or `description:` line describes the command;
 * `$ARGUMENTS` in its text stands for what is typed after the name.
 */

import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pathInside } from '../../base/file-uris.js';
import { readRegular } from '../../base/regular-file.js';

/** Of longer prompts only the beginning is read. */
const maxPromptBytes = 256 * 1024;

export interface PromptFile {
  readonly name: string;
  readonly description: string;
  readonly text: string;
}

const maxFiles = 200;
const maxChars = 50_000;

export class PromptFiles {
  readonly #folders: () => readonly string[];

  /** `folders`: URIs of the open folders. */
  constructor(folders: () => readonly string[]) {
    this.#folders = folders;
  }

  /** Reads the files each time, because people edit them while they try them. */
  async list(signal: AbortSignal): Promise<readonly PromptFile[]> {
    const files: PromptFile[] = [];
    for (const folder of this.#folders()) {
      const path = await promptFolderOf(fileURLToPath(folder));
      if (path === undefined) continue;
      const names = await readdir(path).catch(() => []);
      for (const name of names.slice(0, maxFiles)) {
        signal.throwIfAborted();
        if (!/^[\w-]{1,60}\.md$/.test(name)) continue;
        const text = (await readRegular(join(path, name), maxPromptBytes).catch(() => Buffer.alloc(0))).toString('utf8');
        if (text !== '') files.push(promptOf(name.slice(0, -3), text.slice(0, maxChars)));
      }
    }
    return files;
  }
}

/** Undefined if there is no such folder, which is usual, or if a link leads out of the workspace. */
async function promptFolderOf(root: string): Promise<string | undefined> {
  try {
    const [home, real] = await Promise.all([realpath(root), realpath(join(root, '.vibe', 'prompts'))]);
    return pathInside(home, real) === undefined ? undefined : real;
  } catch {
    return undefined;
  }
}

export function promptOf(name: string, text: string): PromptFile {
  const front = /^---\r?\n([\s\S]*?)\r?\n---\r?\n/.exec(text);
  const described = front && /^description:\s*(.+)$/m.exec(front[1]!)?.[1];
  const body = front ? text.slice(front[0].length) : text;
  const [firstLine = ''] = body.trimStart().split(/\r?\n/, 1);
  const description = (described ?? firstLine.replace(/^#+\s*/, '')).trim().slice(0, 120);
  return { name, description: description === '' ? 'your own prompt' : description, text: body.trim() };
}

export const withArguments = ({ text }: PromptFile, typed: string): string =>
  text.includes('$ARGUMENTS') ? text.replaceAll('$ARGUMENTS', () => typed) : typed === '' ? text : `${text}\n\n${typed}`;
