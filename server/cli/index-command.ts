/** `vibe index`: brings the folder's index up to date and says what is in it. */
import type { ExitCode } from './exit-codes.js';
import { exitCodes } from './exit-codes.js';
import { buildIndexWorld } from '../world/index-rooms.js';
import { withIndex } from './open-index.js';
import { plainLine } from './plain-text.js';
import type { CommonOptions } from './program.js';
import { indexLine } from './index-line.js';
import type { Terminal } from './terminal.js';

export async function indexCommand(
  options: CommonOptions & { readonly rebuild?: boolean },
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  return withIndex(
    { build: buildIndexWorld, common: options, ...(options.rebuild && { rebuild: true }) },
    terminal,
    signal,
    async ({ status, ms, isUpToDate }) => {
      terminal.object({
        type: 'index',
        ms: Math.round(ms),
        files: status.nSearchable,
        chunks: status.nChunks,
        leftOut: status.leftOut,
        upToDate: isUpToDate,
        ...(status.note !== undefined && { note: status.note }),
      });
      terminal.line(indexLine(status, ms, isUpToDate));
      const leftOut = Object.entries(status.leftOut).map(([reason, n]) => `${n} ${reason}`);
      if (leftOut.length > 0) terminal.line(terminal.style('dim', `Left out: ${leftOut.join(', ')}.`));
      if (status.note !== undefined) terminal.line(plainLine(status.note));
      return exitCodes.done;
    },
  );
}
