/**
 * `vibe`: the rooms without an editor. The rooms themselves are loaded by the command that needs them, so that `--help` and a warm search start fast.
 * Imports nothing that an old Node.js lacks: it must live long enough to say that Node.js is too old.
 */
import * as nodeModule from 'node:module';

/** The first release line with all that the rooms use: `Promise.withResolvers`, the compile cache, `import.meta.dirname`. */
const oldestNode = 22;

if (Number.parseInt(process.versions.node, 10) < oldestNode) {
  process.stderr.write(
    `Vibe needs Node.js ${oldestNode} or newer; this is ${process.versions.node}. Install a newer Node.js, or put it first on the PATH.\n`,
  );
  process.exitCode = 1;
} else {
  // Compiled code is kept by Node between runs; where the folder cannot be written, it is compiled anew.
  const { directory } = nodeModule.enableCompileCache();
  // Threads have no cache but by the environment.
  if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] ??= directory;
  const { run } = await import('./run.js');
  await run(process.argv.slice(2));
}
