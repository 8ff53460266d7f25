/**
 * Finds a program on the PATH. Windows searches the current folder before the PATH and would run a `git.exe` of the repository, so on
 * Windows the PATH is searched here. Other systems search only the PATH.
 */
import { statSync } from 'node:fs';
import { win32 } from 'node:path';

export interface ProgramSurroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isFile: (path: string) => boolean;
}

const here: ProgramSurroundings = {
  platform: process.platform,
  env: process.env,
  isFile: path => statSync(path, { throwIfNoEntry: false })?.isFile() === true,
};

/** Returns what to spawn for `name`, a program without extension; undefined if Windows has none on the PATH. */
export function programPath(name: string, { platform, env, isFile }: ProgramSurroundings = here): string | undefined {
  if (platform !== 'win32' || win32.isAbsolute(name)) return name;
  // Windows does not distinguish `Path` from `PATH`, but a copy of the environment does.
  const path = Object.entries(env).find(([key]) => key.toUpperCase() === 'PATH')?.[1] ?? '';
  return path
    .split(';')
    .map(folder => folder.trim().replaceAll('"', ''))
    .filter(folder => win32.isAbsolute(folder))
    .map(folder => win32.join(folder, `${name}.exe`))
    .find(isFile);
}
