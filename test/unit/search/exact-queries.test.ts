/** Exact phrases and filters, compared with a plain scan of the files. */
import { describe, expect, test } from 'vitest';
import { aSearch } from '../../kit/a-search.js';
import { Random } from '../../kit/random.js';

const pieces = [
  'content-type',
  'i += 2',
  'pool.start(count)',
  'a => b',
  '{ "x": [1, 2] }',
  '<div class="top">',
  '在庫不足のとき',
  '订单总价',
  '주문 금액',
  'कुल मूल्य',
  'ราคารวม',
  '👩‍👩‍👧 done',
  'x  y   z',
  '\ttabbed',
  'C:\\dir\\file',
  '$HOME/*.ts',
  '^[a-z]+$',
  '# !/bin',
  'Łódź',
  'NFD e\u0301',
  '@@ -1,2 +3 @@',
  'camelCaseName',
  'snake_case_name',
  '100%',
  '~=',
  '||',
  '&&',
  '::',
  '->',
  'foo?.bar!',
  "it's",
  'ﬁle',
  'ß',
  '\u200dzwj',
];
const seeds = [1, 2, 3, 4, 5, 6];

function someFiles(random: Random, nFiles: number): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const endings = ['ts', 'tsx', 'py', 'md', 'v', 'xyz', 'js', 'go'];
  for (let n = 0; n < nFiles; n++) {
    const lines = Array.from({ length: 1 + random.below(20) }, () =>
      Array.from({ length: 1 + random.below(4) }, () => pieces[random.below(pieces.length)]!).join(random.below(2) === 0 ? ' ' : ''),
    );
    files.set(`${random.below(2) === 0 ? 'src' : 'lib'}/f${n}.${endings[n % endings.length]!}`, `${n}:\n${lines.join('\n')}\n`);
  }
  return files;
}

const quoted = (phrase: string): string => `"${phrase.replaceAll('"', '\\"')}"`;

/** A backslash before a quote, or at the end, cannot be written without being read as an escape. */
const canBeQuoted = (phrase: string): boolean => phrase.trim() !== '' && !/\\(?:"|$)|["“”\n]/.test(phrase) && phrase.isWellFormed();

describe.each(seeds)('seed %i', seed => {
  const random = new Random(seed);
  const files = someFiles(random, 40);
  const memory = aSearch(files, { withModel: false });
  const found = (query: string): readonly string[] => [...new Set(memory.search(query, 150).map(({ path }) => path))].sort();
  const scan = (passes: (path: string, text: string) => boolean): readonly string[] =>
    [...files].flatMap(([path, text]) => (passes(path, text) ? [path] : [])).sort();

  test('a phrase cut from a file is found in exactly the files that contain it', () => {
    for (let round = 0; round < 60; round++) {
      const text = [...files.values()][random.below(files.size)]!;
      const from = random.below(text.length);
      const phrase = text.slice(from, from + 1 + random.below(24));
      if (!canBeQuoted(phrase)) continue;
      expect({ phrase, paths: found(quoted(phrase)) }).toEqual({ phrase, paths: scan((_, one) => one.includes(phrase)) });
    }
  });

  test('a changed phrase is found only if a file happens to contain it', () => {
    for (let round = 0; round < 40; round++) {
      const text = [...files.values()][random.below(files.size)]!;
      const from = random.below(text.length);
      const cut = Array.from(text.slice(from, from + 4 + random.below(20)));
      const at = random.below(cut.length);
      cut.splice(at, random.below(2), pieces[random.below(pieces.length)]![0]!);
      const phrase = cut.join('');
      if (!canBeQuoted(phrase)) continue;
      expect({ phrase, paths: found(quoted(phrase)) }).toEqual({ phrase, paths: scan((_, one) => one.includes(phrase)) });
    }
  });

  test('an excluded phrase and filters leave exactly the files that pass', () => {
    for (let round = 0; round < 20; round++) {
      const [wanted, unwanted] = [pieces[random.below(8)]!, pieces[random.below(pieces.length)]!].map(one => one.trim());
      if (![wanted!, unwanted!].every(canBeQuoted)) continue;
      const query = `${quoted(wanted!)} -${quoted(unwanted!)} path:src/ -lang:py`;
      expect({ query, paths: found(query) }).toEqual({
        query,
        paths: scan((path, one) => one.includes(wanted!) && !one.includes(unwanted!) && path.startsWith('src/') && !path.endsWith('.py')),
      });
    }
  });

  test.each([
    ['lang:ts', /\.tsx?$/],
    ['lang:tsx', /\.tsx$/],
    ['-lang:typescript', /\.(?!tsx?$)\w+$/],
    ['lang:xyz', /\.xyz$/],
    ['lang:.xyz', /\.xyz$/],
    ['lang:py,golang', /\.(?:py|go)$/],
    ['path:lib/', /^lib\//],
    ['path:lib/ lang:md', /^lib\/.*\.md$/],
    ['-path:lib/', /^src\//],
  ])('the filter %s alone lists the files that pass', (query, path) => expect(found(query)).toEqual(scan(one => path.test(one))));
});

test('a language that does not exist is a problem with a remedy', () => {
  expect(() => aSearch('//- a.ts\nlet x;\n', { withModel: false }).search('x lang:klingon')).toThrow('klingon');
});

test.each([
  ['say "pool.start(count)" now', ['pool.start(count)']],
  ['"i += 2"', ['i += 2']],
  ['"say("hi")"', ['say("hi")']],
  ['"C:\\dir\\"', ['C:\\dir\\']],
  ['"a \\"b\\" c"', ['a "b" c']],
  ['“curly quotes”', ['curly quotes']],
  ['"lang:ts"', ['lang:ts']],
  ['"-x" "y"', ['-x', 'y']],
  ['("in brackets")', ['in brackets']],
  ['どこに"在庫不足"がある', ['在庫不足']],
  ['log("try again"); return;', []],
  ['path:"my folder/" x', []],
  ['an "open quote', []],
])('the phrases of %s', (query, phrases) => {
  const memory = aSearch(`//- z.ts\n${phrases.join('\n')}\n//- y.ts\nnothing\n`, { withModel: false });
  if (phrases.length > 0) expect(memory.search(query).map(({ path }) => path)).toEqual(['z.ts']);
});
