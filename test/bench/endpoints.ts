/**
 * Damages recorded answers of model servers at random and reads them with the real providers: `npm run bench -- endpoints [--count N] [--seed N]
 * [--json]`. Prints each kind of damage with how often it was read wrongly; with `--json`, one `{row,value,unit,aim,ok}` a line.
 */
import { parseArgs } from 'node:util';
import { damaged, fault, readDamaged } from '../kit/answer-fuzz.js';
import { Random } from '../kit/random.js';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const random = new Random(seed);
const rows = new Map<string, { n: number; nWrong: number }>();
let nShown = 0;
for (let n = 0; n < Number(values.count); n++) {
  const input = damaged(random);
  const row = rows.get(input.name) ?? { n: 0, nWrong: 0 };
  rows.set(input.name, row);
  row.n++;
  const wrong = fault(input, await readDamaged(input));
  if (wrong === undefined) continue;
  row.nWrong++;
  if (nShown++ < 10) console.error(`${n}: ${input.recorded.wire}, ${input.name}: ${wrong}`);
}
let nWrong = 0;
for (const [name, row] of rows) {
  nWrong += row.nWrong;
  if (values.json) console.log(JSON.stringify({ row: name, value: row.nWrong, unit: `wrong of ${row.n}`, aim: 0, ok: row.nWrong === 0 }));
  else console.log(`${String(row.nWrong).padStart(6)} wrong of ${String(row.n).padStart(6)}  ${name}`);
}
if (!values.json) console.log(`${nWrong} wrong of ${values.count} (seed ${seed})`);
process.exit(nWrong === 0 ? 0 : 1);
