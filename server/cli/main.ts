/**
 * `vibe`: the server's code without an editor. Each command loads the modules that it needs, so that `--help` and a warm search start
 * fast. Imports nothing that an old Node.js lacks, so that it can say that Node.js is too old.
 */
import * as nodeModule from 'node:module';

/** The same as `engines` in package.json: undici needs 22.19, the rest `Promise.withResolvers`, sets, and newer parts of zlib. */
const oldestNode = '22.19';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `Vibe needs Node.js ${oldestNode} or newer; this is ${process.versions.node}. Install a newer Node.js, or put it first on the PATH.\n`,
  );
  process.exitCode = 1;
} else {
  // Node keeps compiled code between runs. If the folder cannot be written, it compiles the code again.
  const { directory } = nodeModule.enableCompileCache();
  // Threads use the cache only if the environment names it.
  if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] ??= directory;
  const { run } = await import('./run.js');
  await run(process.argv.slice(2));
}
