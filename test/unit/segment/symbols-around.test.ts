/** The definitions around a line, compared with a search through the whole outline. */
import { expect, test } from 'vitest';
import { Random } from '../../kit/random.js';
import { buildSegment, openSnapshot, randomOutline, randomSource } from '../../kit/segments.js';

test.each([1, 2, 3])('symbolsAround() returns the innermost definition at a line and its enclosing ones (seed %i)', seed => {
  const random = new Random(seed);
  const files = Array.from({ length: 12 }, (_, i) => {
    const text = randomSource(random, 20 + random.below(200));
    return { path: `f${i}.c`, text, outline: randomOutline(random, text) };
  });
  const { snapshot } = openSnapshot([{ bytes: buildSegment(files.slice(0, 7)) }, { bytes: buildSegment(files.slice(7)) }]);
  let nFound = 0;
  for (let file = 0; file < files.length; file++) {
    const outline = snapshot.symbolsOf(file);
    for (let line = 1; line <= snapshot.file(file).nLines; line++) {
      const expected = [];
      let at = outline.findLastIndex(({ docStartLine, endLine }) => docStartLine <= line && line <= endLine);
      for (; at >= 0; at = outline[at]!.parent) expected.push(outline[at]!);
      expect(snapshot.symbolsAround(file, line)).toEqual(expected);
      nFound += expected.length;
    }
    for (const symbol of outline) expect(snapshot.symbol(file, symbol.index)).toEqual(symbol);
    expect(snapshot.symbol(file, outline.length)).toBeUndefined();
    expect(snapshot.symbol(file, -1)).toBeUndefined();
  }
  expect(nFound).toBeGreaterThan(files.length);
});
