import { describe, expect, test } from 'vitest';
import { troubleWithAdjacency } from '../../../server/apply/proof/check-adjacent.js';
import { troubleWithAnchors } from '../../../server/apply/proof/check-anchors.js';
import { troubleWithCode } from '../../../server/apply/proof/check-code.js';
import { nPlaces, troubleWithExchange } from '../../../server/apply/proof/check-exchange.js';
import { troubleWithFrames } from '../../../server/apply/proof/check-frames.js';
import { troubleWithDefinitions } from '../../../server/apply/proof/definitions-kept.js';
import { hunkProofs } from '../../../server/apply/proof/hunk-proof.js';
import { leftoverIn } from '../../../server/apply/proof/leftovers.js';
import { differences } from '../../../server/apply/proof/line-difference.js';
import { indentFaults } from '../../../server/apply/proof/python-indents.js';
import { troubleWithReading } from '../../../server/apply/proof/reads-as-well.js';
import { troubleWithBytes } from '../../../server/apply/proof/same-bytes.js';
import { languageNamed } from '../../../server/text/language/languages.js';
import { installedGrammars } from '../../kit/installed-grammars.js';

const lines = (text: string): readonly string[] => text.split('\n');
const typescript = languageNamed('typescript')!;

describe('an exchange is proven when it does what its lists say', () => {
  const file = lines('one\ntwo\nthree');

  test('what is listed goes and comes', () => {
    expect(troubleWithExchange({ file, edits: [{ start: 1, end: 2, lines: ['TWO'] }], goes: ['two'], comes: ['TWO'] })).toBeUndefined();
  });

  test('a line that goes unlisted is refused', () => {
    const edits = [{ start: 0, end: 2, lines: ['TWO'] }];
    expect(troubleWithExchange({ file, edits, goes: ['two'], comes: ['TWO'] })).toContain('"one"');
  });

  test('a line that comes unasked is refused', () => {
    const edits = [{ start: 1, end: 2, lines: ['TWO', 'more'] }];
    expect(troubleWithExchange({ file, edits, goes: ['two'], comes: ['TWO'] })).toContain('"more"');
  });

  test('a listed line that stays is refused', () => {
    const edits = [{ start: 2, end: 2, lines: ['TWO'] }];
    expect(troubleWithExchange({ file, edits, goes: ['two'], comes: ['TWO'] })).toContain('"two"');
  });

  test('a line that the answer brings and the edit does not is refused', () => {
    expect(troubleWithExchange({ file, edits: [{ start: 1, end: 2, lines: [] }], goes: ['two'], comes: ['TWO'] })).toContain('"TWO"');
  });

  test('places are counted without regard to space and blank lines', () => {
    expect(nPlaces(['a', 'b'], ['a', '', ' b', 'c', 'a', 'b'])).toBe(2);
  });
});

describe('a change of a diff is proven by the lines beside it', () => {
  const hunk = [
    { sign: ' ', text: 'before it' },
    { sign: '+', text: 'new' },
    { sign: ' ', text: 'after it' },
  ] as const;

  test('one neighbour is enough, as the other may have been misquoted', () => {
    expect(troubleWithFrames([hunk], ['before it', 'new', 'something else'])).toBeUndefined();
  });

  test('a change away from both is refused', () => {
    expect(troubleWithFrames([hunk], ['before it', 'x', 'new', 'y', 'after it'])).toContain('"new"');
  });
});

describe('code is proven when every line that vanishes is accounted for', () => {
  const before = lines('start here\nold line one\nold line two\nend here');

  test('a loss between two restated lines is accounted for', () => {
    const after = lines('start here\nnew line\nend here');
    expect(troubleWithCode({ before, after, shown: after, restated: [] })).toBeUndefined();
  });

  test('a loss behind a mark is not', () => {
    const after = lines('start here\nend here');
    expect(troubleWithCode({ before, after, shown: ['start here', undefined, 'end here'], restated: [] })).toContain('"old line one"');
  });

  test('a loss inside a definition that the answer shows whole is accounted for', () => {
    const after = lines('start here\nend here');
    expect(troubleWithCode({ before, after, shown: ['start here', 'end here'], restated: [[0, 4]] })).toBeUndefined();
  });

  test('a comment that may stand for what goes is refused', () => {
    const after = lines('start here\n// the same as before\nend here');
    expect(troubleWithCode({ before, after, shown: after, restated: [] })).toContain('leaves something out');
  });

  test('a line of the answer that gets lost is refused, even one of signs alone', () => {
    expect(troubleWithCode({ before: ['a b'], after: ['a b'], shown: ['a b', '"|"'], restated: [] })).toContain('"|"');
  });

  test('a line beside a mark that would stand there twice is refused', () => {
    const after = [...before, 'end here'];
    expect(troubleWithCode({ before, after, shown: ['start here', undefined, 'end here'], restated: [] })).toContain('twice');
  });
});

test('an anchor that occurs again among the lines that would go is refused', () => {
  const before = lines('open it\nfirst thing\nopen it\nsecond thing');
  const after = lines('open it\nnew thing\nsecond thing');
  expect(troubleWithAnchors({ before, after, shown: after })).toContain('more than one place');
});

describe('what an answer shows in a row stands in a row', () => {
  const before = lines('alpha one\nbeta two\ngamma three');

  test('a line between two neighbours is refused', () => {
    expect(troubleWithAdjacency({ before, after: before, shown: ['alpha one', 'gamma three'], definitions: [] })).toContain('gamma');
  });

  test('a comment that the answer left out may stay between', () => {
    const after = lines('alpha one\n// said\ngamma three');
    expect(troubleWithAdjacency({ before, after, shown: ['alpha one', 'gamma three'], definitions: [] })).toBeUndefined();
  });

  test('changed definitions may lie apart, unchanged ones may not', () => {
    const file = lines('function a() {}\nfunction b() {}\nfunction c() {}');
    const after = lines('function a(x) {}\nfunction b() {}\nfunction c(x) {}');
    const definitions = [
      { start: 0, end: 1 },
      { start: 1, end: 2 },
    ];
    expect(troubleWithAdjacency({ before: file, after, shown: ['function a(x) {}', 'function c(x) {}'], definitions })).toBeUndefined();
    expect(troubleWithAdjacency({ before: file, after: file, shown: ['function a() {}', 'function c() {}'], definitions })).toBeDefined();
  });
});

describe('definitions that the answer does not speak of', () => {
  const before = lines('function keep() {\n  one();\n  two();\n}\n\nfunction go() {\n  three();\n  four();\n}');

  test('may not be lost', () => {
    const claim = { before, after: before.slice(0, 5), language: typescript, prose: '', shown: [] };
    expect(troubleWithDefinitions(claim)).toContain('"go"');
    expect(troubleWithDefinitions({ ...claim, prose: 'I removed `go`.' })).toBeUndefined();
  });

  test('may be renamed when most of their lines stay', () => {
    const after = before.map(line => line.replace('go()', 'went()'));
    expect(troubleWithDefinitions({ before, after, language: typescript, prose: '', shown: [] })).toBeUndefined();
  });

  test('may not be doubled', () => {
    const after = [...before, '', ...before.slice(5)];
    expect(troubleWithDefinitions({ before, after, language: typescript, prose: '', shown: [] })).toContain('twice');
  });
});

describe('bytes outside the edits', () => {
  test('keep mixed line ends', () => {
    expect(troubleWithBytes('a\r\nb\nc', 'a\r\nx\nc', [0, -1, 2])).toBeUndefined();
    expect(troubleWithBytes('a\r\nb\nc', 'a\nx\nc', [0, -1, 2])).toContain('line end');
  });

  test('keep the byte order mark and the end of the file', () => {
    expect(troubleWithBytes('\uFEFFa\nb\n', 'a\nx\n', [0, -1])).toContain('byte order mark');
    expect(troubleWithBytes('a\nb', 'a\nx\n', [0, -1])).toContain('end of the file');
  });

  test('keep their order', () => {
    expect(troubleWithBytes('a\nb\n', 'b\na\n', [1, 0])).toContain('order');
  });
});

describe('a file reads as well as before', () => {
  const check = (language: string, before: string, after: string): Promise<string | undefined> =>
    troubleWithReading({ language, before, after }, installedGrammars);

  test('by its grammar', async () => {
    expect(await check('typescript', 'f();\n', 'f(;\n')).toContain('parse');
    expect(await check('typescript', 'f(;\n', 'g(;\n')).toBeUndefined();
    expect(await check('python', 'x = 1\n', 'x = (1\n')).toContain('parse');
  });

  test('by the depths of Python, which its grammar reads over', async () => {
    const before = 'def f():\n    a()\n    b()\n';
    expect(await check('python', before, 'def f():\n    a()\n   b()\n')).toContain('depth');
    expect(indentFaults('x = [\n  1,\n      2]\ns = """\n   text\n"""\nif x:\n  y()\n')).toBe(0);
  });

  test('by a parser of data', async () => {
    expect(await check('json', '{"a": 1}', '{"a": 1,}')).toContain('parse');
    expect(await check('json', '{"a": 1}', '{"a": 1, "a": 2}')).toContain('parse');
    expect(await check('yaml', 'a: 1\n', 'a: 1\n b: 2\n')).toContain('parse');
    expect(await check('toml', '[a]\nb = 1\n', '[a]\nb = 1\n[a]\n')).toContain('parse');
  });

  test('by tags and brackets if there is nothing better', async () => {
    expect(await check('html', '<p></p>', '<p><b></p>')).toContain('<b>');
    expect(await check('swift', 'f()', 'f(')).toContain('brackets');
    expect(await check('markdown', '# a\n', '# a\n```\n')).toContain('fence');
  });
});

test('marks of an answer are found among new lines, and left alone where the file has them', () => {
  expect(leftoverIn(['a'], ['a', '======='], 'typescript')).toBe('=======');
  expect(leftoverIn(['a', '======='], ['b', '======='], 'typescript')).toBeUndefined();
  expect(leftoverIn(['a'], ['a', '// ... existing code ...'], 'typescript')).toContain('existing');
});

test('differences lead from one text to the other', () => {
  expect(differences(['a', 'b', 'c'], ['a', 'x', 'c', 'd'])).toEqual([
    { b0: 1, b1: 2, a0: 1, a1: 2 },
    { b0: 3, b1: 3, a0: 3, a1: 4 },
  ]);
});

test('a hunk says what it does, to what, and where', () => {
  const file = lines('function f() {\n  a();\n  b();\n}');
  expect(hunkProofs(file, [{ start: 1, end: 2, lines: ['  c();'] }], typescript)).toEqual([
    { does: 'replaces', name: 'f', start: 2, end: 2 },
  ]);
});
