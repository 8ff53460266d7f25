import { describe, expect, test } from 'vitest';
import { plainKernels } from '../../../server/kernels/plain/plain-kernels.js';
import { SegmentBuilder } from '../../../server/segment/build/segment-builder.js';
import { languageTable } from '../../../server/text/language/language-table.js';
import { cutWindows } from '../../../server/text/windows.js';
import { Random } from '../../kit/random.js';
import {
  buildSegment,
  buildSegments,
  newKernels,
  openSnapshot,
  randomOutline,
  randomSource,
  randomTable,
  type TestFile,
} from '../../kit/segments.js';
import { termOf } from '../../kit/term-of.js';

const twin = () => plainKernels('test');
const table = randomTable(new Random(1), ['work', 'pool', 'get', '=workerpool', 'a', 'ing'].map(termOf), 48);

test('loadKernels() loads the built module, and falls back with a reason if it is missing', () => {
  expect(newKernels().kind).toBe('wasm');
  expect(twin()).toMatchObject({ kind: 'plain', reason: 'test' });
});

/**
 * Checks that both implementations build the same segment, byte for byte: terms, fields, lengths, postings, dictionary, vectors, checksums.
 */
function checkSame(files: readonly TestFile[]): void {
  const fast = buildSegment(files, { table });
  const plain = buildSegment(files, { table, kernels: twin() });
  const length = Math.min(fast.length, plain.length);
  let at = 0;
  while (at < length && fast[at] === plain[at]) at++;
  expect({ at, size: fast.length }).toEqual({ at: plain.length, size: plain.length });
}

const extensions = languageTable.flatMap(({ extensions: all }) => all.split(' ').slice(0, 1)).filter(extension => extension !== '');
const alphabet = `abcdefgzABCXYZ0129_$ \t\n\r.,;:(){}[]<>'"\`/*#-=+|&%\\!~^@`.split('');
const wide = 'éÉßЖжΩω字語ひカ한글–…½×÷ªⅣ𝒜😀\u{20000}ﬁ\u0301'.split('');

function scraps(random: Random, length: number): string {
  let text = '';
  while (text.length < length) {
    const kind = random.below(30);
    if (kind === 0) text += random.pick(wide);
    else if (kind === 1)
      text += random.pick([
        '/*',
        '*/',
        '//',
        '"""',
        "'''",
        '#',
        '--',
        '{-',
        '-}',
        '<!--',
        '-->',
        '=begin',
        '=end',
        'R"(',
        ')"',
        "'x'",
        '\\"',
      ]);
    else if (kind === 2)
      text += random.pick([
        'running',
        'HTTPServer',
        'parsers',
        'getElementsByTagName',
        'a1b2c3',
        'XMLHttp2Request',
        '__init__',
        'sses',
        'ied',
        'x'.repeat(90),
      ]);
    else text += random.pick(alphabet);
  }
  return text;
}

describe('segments of both implementations are equal', () => {
  for (const seed of [1, 2, 3]) {
    test(`for scraps of every language (seed ${seed})`, () => {
      const random = new Random(seed);
      checkSame(
        Array.from({ length: 40 }, (_, i) => {
          const text = scraps(random, random.below(1500));
          return {
            path: `${scraps(random, 12).replaceAll(/[\0\n/]/g, '')}/x${i}.${random.pick(extensions)}`,
            text,
            outline: randomOutline(random, text),
          };
        }),
      );
    });

    test(`for random bytes (seed ${seed})`, () => {
      const random = new Random(seed + 100);
      checkSame(
        Array.from({ length: 25 }, (_, i) => {
          const bytes = random.bytes(random.below(3000));
          // Half of them are mostly text with damaged UTF-8.
          if (i % 2 === 0)
            for (let at = 0; at < bytes.length; at++) if (random.below(4) > 0) bytes[at] = random.pick(alphabet).charCodeAt(0);
          return { path: `b${i}.c`, text: bytes };
        }),
      );
    });

    test(`for sources with common terms in many windows (seed ${seed})`, () => {
      const random = new Random(seed + 200);
      checkSame(
        Array.from({ length: 3 }, (_, i) => {
          const text = randomSource(random, 1500);
          return {
            path: `s${i}.ts`,
            text,
            outline: randomOutline(random, text.slice(0, 4000)),
            windows: cutWindows(new TextEncoder().encode(text)),
          };
        }),
      );
    });
  }

  test('for identifiers of ten thousand characters and for a million equal tokens', () => {
    checkSame([
      { path: 'a.c', text: `${'abcDef'.repeat(2000)} ${'x_'.repeat(5000)} ${'q'.repeat(10_000)} ${'9'.repeat(9999)}` },
      { path: 'b.c', text: 'same '.repeat(200_000) },
    ]);
  });
});

test('both implementations survey a text alike, for all line ends and bytes (seed 5)', () => {
  const random = new Random(5);
  const fast = new SegmentBuilder(newKernels(), undefined);
  const plain = new SegmentBuilder(twin(), undefined);
  const marks = [0x0a, 0x0d, 0x61, 0x20, 0x09];
  const rare = [0, 1, 0x1b, 0x7f, 0x80, 0xff, 0x08, 0x0e];
  for (let i = 0; i < 300; i++) {
    const length = i < 40 ? i : random.below(i % 50 === 0 ? 80_000 : 400);
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at++) bytes[at] = random.below(40) === 0 ? random.pick(rare) : random.pick(marks);
    const { starts, ...facts } = fast.survey(bytes);
    const { starts: wanted, ...wantedFacts } = plain.survey(bytes);
    expect({ ...facts, starts: [...starts] }).toEqual({ ...wantedFacts, starts: [...wanted] });
  }
});

test('both implementations sort names of any script in folded order (seed 6)', () => {
  const random = new Random(6);
  const letters = ['a', 'A', 'b', 'B', 'z', 'Z', '_', '9', 'é', 'É', 'ß', 'K', 'İ', '語', '😀'];
  const names = Array.from({ length: 400 }, () => Array.from({ length: 1 + random.below(11) }, () => random.pick(letters)).join(''));
  const text = names.join('\n');
  let at = 0;
  const outline = names.map(name => {
    const nameStart = at;
    at += Buffer.byteLength(name) + 1;
    const lines = { docStartLine: 1, startLine: 1, endLine: 1 };
    return { kind: 'function', qualifier: random.below(9) === 0 ? name : '', ...lines, nameStart, nameEnd: at - 1, parent: -1 } as const;
  });
  checkSame([{ path: 'names.c', text, outline }]);
  const { snapshot } = openSnapshot([{ bytes: buildSegment([{ path: 'names.c', text, outline }]) }]);
  for (const name of names) expect(snapshot.symbolsNamed(name, 'exact', 1).map(symbol => symbol.name)).toEqual([name]);
});

test('what a builder has learnt about words does not change the next segment (seed 7)', () => {
  const random = new Random(7);
  const batches = Array.from({ length: 4 }, (_, batch) =>
    Array.from({ length: 12 }, (_, i) => {
      const text = batch === 2 ? scraps(random, 900) : randomSource(random, 60 + random.below(200));
      return { path: `f${i}.ts`, text, outline: randomOutline(random, text.slice(0, 2000)) };
    }),
  );
  const together = buildSegments(batches, { table });
  const apart = batches.map(files => buildSegment(files, { table }));
  expect(together.map(bytes => Buffer.from(bytes).toString('hex'))).toEqual(apart.map(bytes => Buffer.from(bytes).toString('hex')));
});

test('both implementations return the same search results, number by number', () => {
  const random = new Random(9);
  const files = Array.from({ length: 12 }, (_, i): TestFile => {
    const text = randomSource(random, 600);
    return { path: `f${i}.c`, text, outline: randomOutline(random, text.slice(0, 5000)) };
  });
  const bytes = buildSegment(files, { table });
  const scoring = { fields: { body: 1, names: 2.5, topNames: 1.5, comments: 0.3 }, k1: 1.1, b: 0.7, averageTokens: 180 };
  const vector = Int8Array.from({ length: 48 }, () => random.below(255) - 127);
  const [fast, plain] = [newKernels(), twin()].map(kernels => {
    const { snapshot } = openSnapshot([{ bytes, deletedFiles: [3, 7] }], { kernels });
    const queries = [['get'], ['work', 'pool', 'get', 'set', 'the'], ['=workerpool', 'rare5', 'http']];
    return queries.map(words => {
      const terms = words.map((word, i) => ({ term: termOf(word), weight: 3 - i * 0.45 }));
      const hits = snapshot.topWindows(terms, scoring, 10);
      return [hits, snapshot.gather(terms, scoring, [0, 1, 2, 4, 11], 2), snapshot.topCosines(vector, 8), snapshot.topPaths(terms, 5)];
    });
  });
  expect(plain).toEqual(fast);
});
