import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../server/base/clock.js';
import { Catalogue } from '../../../server/catalogue/catalogue.js';
import { Recorder } from '../../../server/monitor/recorder.js';
import { aTurn } from '../../kit/turn.js';

const dist = join(import.meta.dirname, '../../../dist');
const { signal } = new AbortController();

function aCatalogue(storageDir: string): Catalogue {
  return new Catalogue({
    entry: join(dist, 'threads/catalogue.js'),
    wasmFile: join(dist, 'sql-wasm.wasm'),
    storageDir,
    onNote: () => undefined,
    log: (_, text) => {
      throw new Error(text);
    },
    recorder: new Recorder({ process: 'test', clock: systemClock, enabled: true }),
  });
}

test('Catalogue keeps conversations and reports changes, its own and those of another window', async () => {
  const storageDir = mkdtempSync(join(tmpdir(), 'vibe-catalogue-'));
  const one = aCatalogue(storageDir);
  const own: string[] = [];
  one.onChanged(id => own.push(id));
  await one.appendTurn('a', aTurn('1', 'How?'), signal);
  await one.updateTurn('a', aTurn('1', 'How?', 'So.'), signal);
  await expect(one.open('unknown', signal)).rejects.toMatchObject({ problem: { code: 'not-found' } });
  await one.flush(signal);
  const two = aCatalogue(storageDir);
  try {
    expect(own).toEqual(['a', 'a']);
    expect(await two.open('a', signal)).toMatchObject({ title: 'How?', turns: [{ id: '1', text: 'So.' }] });
    const heard = new Promise<string>(resolve => two.onChanged(resolve));
    await one.appendTurn('b', aTurn('1', 'What?'), signal);
    expect(await heard).toBe('b');
    expect((await two.list(signal)).map(({ id }) => id)).toEqual(['b', 'a']);
  } finally {
    await Promise.all([one.dispose(), two.dispose()]);
    rmSync(storageDir, { recursive: true });
  }
});
