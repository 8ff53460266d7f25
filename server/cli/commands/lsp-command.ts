/** `vibe lsp --stdio`: the language server on stdin and stdout. */
import { serveStdio } from '../../compose/serve-process.js';

/** Never resolves: the end of the server ends the process. */
export async function lspCommand(): Promise<never> {
  serveStdio();
  return new Promise<never>(() => undefined);
}
