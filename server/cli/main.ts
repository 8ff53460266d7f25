/**
 * `vibe`: the rooms without an editor. The rooms themselves are loaded by the command that needs them, so that `--help` and a warm search start fast.
 * Imports nothing that an old Node.js lacks: it must live long enough to say that Node.js is too old.
 */
import * as nodeModule from 'node:module';

/** As `engines` in package.json says: undici needs 22.19, the rest `Promise.withResolvers`, sets, and zlib's newer parts. */
const oldestNode = '22.19';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
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
