/** `vibe lsp --stdio`: the language server on stdin and stdout. */
import { serveStdio } from '../compose/serve-process.js';

/** Resolves never: the server's end ends the process. */
export async function lspCommand(): Promise<never> {
  serveStdio();
  return new Promise<never>(() => undefined);
}
