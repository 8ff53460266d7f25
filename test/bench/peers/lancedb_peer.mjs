/**
 * LanceDB beside Vibe: full-text index and 256-dimensional vectors (random: speed, not quality).
 * Usage: lancedb_peer.mjs index|change|query ROOT STORE QUERIES [PATH]; its package is looked for in VIBE_PEERS_NODE.
 */
import { createRequire } from 'node:module';
import { files, readQueries, windowsOf, words } from './windows.mjs';

const lancedb = createRequire(`${process.env.VIBE_PEERS_NODE ?? process.cwd()}/`)('@lancedb/lancedb');
const [phase, root, store, queries, changed] = process.argv.slice(2);
const vector = () => Float32Array.from({ length: 256 }, () => Math.random() - 0.5);
const started = performance.now();
const db = await lancedb.connect(store);
if (phase === 'index') {
  const rows = [];
  for (const path of files(root)) for (const row of windowsOf(root, path)) rows.push({ ...row, vector: Array.from(vector()) });
  const table = await db.createTable('windows', rows);
  await table.createIndex('body', { config: lancedb.Index.fts() });
  console.log(JSON.stringify({ ms: performance.now() - started }));
} else if (phase === 'change') {
  const table = await db.openTable('windows');
  await table.delete(`path = '${changed.replaceAll("'", "''")}'`);
  await table.add(windowsOf(root, changed).map(row => ({ ...row, vector: Array.from(vector()) })));
  await table.optimize();
  console.log(JSON.stringify({ ms: performance.now() - started }));
} else {
  const table = await db.openTable('windows');
  const openMs = performance.now() - started;
  const queryMs = [];
  for (const query of readQueries(queries)) {
    const began = performance.now();
    await table.query().fullTextSearch(words(query).join(' ')).limit(10).toArray();
    queryMs.push(performance.now() - began);
  }
  console.log(JSON.stringify({ openMs, queryMs }));
}
process.exit(0);
