/** SQLite FTS5 (node:sqlite) beside Vibe. Usage: fts5_peer.mjs index|change|query ROOT STORE QUERIES [PATH] */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { files, readQueries, windowsOf, words } from './windows.mjs';

const [phase, root, store, queries, changed] = process.argv.slice(2);
const started = performance.now();
mkdirSync(store, { recursive: true });
const db = new DatabaseSync(join(store, 'fts.db'));
if (phase === 'query') {
  const find = db.prepare('select path, line from windows where windows match ? order by rank limit 10');
  const openMs = performance.now() - started;
  const queryMs = readQueries(queries).map(query => {
    const began = performance.now();
    find.all(
      words(query)
        .map(word => `"${word}"`)
        .join(' OR ') || '""',
    );
    return performance.now() - began;
  });
  console.log(JSON.stringify({ openMs, queryMs }));
} else {
  db.exec('pragma journal_mode = wal; pragma synchronous = normal');
  db.exec("create virtual table if not exists windows using fts5(path unindexed, line unindexed, body, tokenize = 'porter unicode61')");
  const insert = db.prepare('insert into windows values (?, ?, ?)');
  db.exec('begin');
  if (phase === 'change') db.prepare('delete from windows where path = ?').run(changed);
  for (const path of phase === 'change' ? [changed] : files(root))
    for (const row of windowsOf(root, path)) insert.run(row.path, row.line, row.body);
  db.exec('commit');
  db.close();
  console.log(JSON.stringify({ ms: performance.now() - started }));
}
