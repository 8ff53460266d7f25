/** Compiles AssemblyScript to a module that imports its memory. Ends the process if the compiler fails. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { nodePath, root } from './ensure-ready.mjs';

/** `flags`: the module's memory, and the machine's features that it uses. */
export function compileAssembly(entry, target, flags) {
  const asc = join(root, 'node_modules/assemblyscript/bin/asc.js');
  const shared = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory'];
  const run = spawnSync(nodePath(), [asc, entry, '--outFile', target, ...shared, ...flags], { cwd: root, stdio: 'inherit' });
  if (run.status !== 0) process.exit(run.status ?? 1);
}
