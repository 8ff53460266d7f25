/** ripgrep beside Vibe: no index, every query reads the folder. Usage: ripgrep_peer.mjs index|query ROOT STORE QUERIES; looked for in VIBE_PEERS_NODE and on the path. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { readQueries, words } from './windows.mjs';

const [phase, root, , queries] = process.argv.slice(2);
const rg = await findRipgrep();
if (spawnSync(rg, ['--version']).status !== 0) process.exit(1);
if (phase === 'index') console.log(JSON.stringify({ ms: 0 }));
else {
  const queryMs = readQueries(queries)
    .slice(0, 40)
    .map(query => {
      const began = performance.now();
      spawnSync(rg, ['--count-matches', '--ignore-case', words(query).join('|') || 'x', root], { maxBuffer: 1 << 30 });
      return performance.now() - began;
    });
  console.log(JSON.stringify({ openMs: 0, queryMs }));
}

async function findRipgrep() {
  try {
    const require = createRequire(`${process.env.VIBE_PEERS_NODE}/`);
    const platform = `${process.platform}-${process.arch}`;
    return require.resolve(`@vscode/ripgrep-${platform}/bin/rg`);
  } catch {
    return 'rg';
  }
}
