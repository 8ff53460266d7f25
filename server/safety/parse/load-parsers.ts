/** Brings in the parsers of a shell. Those for bash need nothing more. */
import type { Shell } from '../run/call.js';
import type { Parsers } from '../run/judge.js';
import { parseZsh } from './zsh.js';

export async function loadParsers(_shell: Shell): Promise<Parsers> {
  return { zsh: parseZsh };
}
