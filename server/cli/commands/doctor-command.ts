/** `vibe doctor`: prints what works on this machine, and what to do about the rest. */
import { resolve } from 'node:path';
import { buildServices } from '../../compose/build-services.js';
import { checkedOptions } from '../checked-options.js';
import { endpointOf } from '../chosen-embedding.js';
import type { DoctorOptions } from '../command-options.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { plainLine } from '../plain-text.js';
import type { Terminal } from '../terminal.js';

export async function doctorCommand({ storage, ...endpoint }: DoctorOptions, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const options = checkedOptions({
    endpoints: [endpointOf(endpoint, process.env)],
    ...(storage !== undefined && { storageDir: resolve(storage) }),
  });
  const services = buildServices({ options, log: () => undefined, watch: false, conversations: 'run' });
  try {
    const checks = await services.check(signal);
    for (const { name, ok, detail, remedy } of checks) {
      terminal.object({ type: 'check', name, ok, detail, ...(remedy !== undefined && { remedy }) });
      const mark = ok ? terminal.style('green', 'ok  ') : terminal.style('yellow', 'no  ');
      terminal.line(`${mark} ${name.padEnd(16)} ${plainLine(detail)}`);
      if (remedy !== undefined) terminal.line(`${' '.repeat(22)}${terminal.style('dim', plainLine(remedy))}`);
    }
    // A missing model server or accelerator is not a failure, because Vibe works without it.
    return checks.every(check => check.ok || check.optional) ? exitCodes.done : exitCodes.failed;
  } finally {
    await services.dispose();
  }
}
