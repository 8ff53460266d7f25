/** Compiles AssemblyScript to a module that is given its memory; ends the process where the compiler refuses. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { nodePath, root } from './ensure-ready.mjs';

/** `flags`: what the module's memory is like, and which features of the machine it uses. */
export function compileAssembly(entry, target, flags) {
  const asc = join(root, 'node_modules/assemblyscript/bin/asc.js');
  const shared = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory'];
  const run = spawnSync(nodePath(), [asc, entry, '--outFile', target, ...shared, ...flags], { cwd: root, stdio: 'inherit' });
  if (run.status !== 0) process.exit(run.status ?? 1);
}
