/**
 * The detector of secrets on its corpus: `npm run bench -- secrets`. `--seed N` makes other values, `--corpus FILE` reads lines of
 * {"text","spans":[[start,end]]} instead (no spans: a clean text), `--json` prints one object.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { detectSecrets } from '../../server/safety/secrets/detect-secrets.js';
import { cleanTexts, type SecretText, secretTexts } from '../kit/corpora/secret-corpus.js';
import { Random } from '../kit/random.js';

const { values } = parseArgs({
  options: {
    root: { type: 'string' },
    corpus: { type: 'string' },
    seed: { type: 'string', default: '20261201' },
    json: { type: 'boolean', default: false },
  },
});

const random = new Random(Number(values.seed));
const { secrets, clean } =
  values.corpus === undefined ? { secrets: secretTexts(random), clean: cleanTexts(random) } : fromFile(values.corpus);

function fromFile(path: string): { readonly secrets: readonly SecretText[]; readonly clean: readonly string[] } {
  const secrets: SecretText[] = [];
  const clean: string[] = [];
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line.trim() === '') continue;
    // The person who runs the bench names the file.
    const { text, spans = [] } = JSON.parse(line) as { text: string; spans?: readonly (readonly [number, number, string?])[] };
    if (spans.length === 0) clean.push(text);
    for (const [start, end, family = 'secret'] of spans) secrets.push({ text, start, end, family });
  }
  return { secrets, clean };
}

const started = performance.now();
let nChars = 0;
const families = new Map<string, { found: number; all: number }>();
const missed: SecretText[] = [];
for (const secret of secrets) {
  const { text, start, end, family } = secret;
  nChars += text.length;
  const row = families.get(family) ?? { found: 0, all: 0 };
  families.set(family, row);
  row.all++;
  if (detectSecrets(text).some(span => span[0] < end && span[1] > start)) row.found++;
  else missed.push(secret);
}
const touched = clean.filter(text => {
  nChars += text.length;
  return detectSecrets(text).length > 0;
});
const elapsedMs = performance.now() - started;
const recall = (secrets.length - missed.length) / secrets.length;
const large = cleanTexts(new Random(1)).join('\n').repeat(40);
const before = performance.now();
detectSecrets(large);
const charsPerSecond = large.length / ((performance.now() - before) / 1000);

if (values.json)
  console.log(
    JSON.stringify({
      secrets: secrets.length,
      recall,
      clean: clean.length,
      touched: touched.length,
      families: Object.fromEntries(families),
      charsPerSecond,
    }),
  );
else {
  for (const [family, { found, all }] of families) console.log(`${family.padEnd(24)}${found} of ${all}`);
  for (const { text, family } of missed.slice(0, 30)) console.log(`missed   ${family}: ${JSON.stringify(text.slice(0, 120))}`);
  for (const text of touched.slice(0, 30)) console.log(`touched  ${JSON.stringify(text.slice(0, 120))}`);
  console.log(
    `${secrets.length} secrets: recall ${recall.toFixed(4)}; ${clean.length} clean texts: ${touched.length} touched (${((100 * touched.length) / Math.max(1, clean.length)).toFixed(2)} %)`,
  );
  console.log(
    `${nChars} characters in ${elapsedMs.toFixed(0)} ms; one large text at ${(charsPerSecond / 1e6).toFixed(1)} million characters a second`,
  );
}
process.exitCode = recall < 0.97 || touched.length > clean.length * 0.02 ? 1 : 0;
