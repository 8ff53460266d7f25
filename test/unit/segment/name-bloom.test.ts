/** The filter of names: contains every name that was added, in any case, and hardly any other. */
import { expect, test } from 'vitest';
import { fold } from '../../../server/segment/format/fold.js';
import {
  bloomBlockBytes,
  bloomBlockOf,
  bloomMayHold,
  hashOfName,
  hashOfNameBytes,
  nameBloom,
} from '../../../server/segment/format/name-bloom.js';
import { Random } from '../../kit/random.js';

const encoder = new TextEncoder();

test.each([1, 2, 3])('nameBloom() contains each added name, and at most one in fifty others (seed %i)', seed => {
  const random = new Random(seed);
  const letters = 'abcdefgXYZ_019éßЖ語'.split('');
  const nameOf = (prefix: string): string => prefix + Array.from({ length: 3 + random.below(12) }, () => random.pick(letters)).join('');
  const names = Array.from({ length: 1 + random.below(5000) }, () => nameOf('in'));
  const filter = nameBloom(Uint32Array.from(names, name => hashOfNameBytes(encoder.encode(name))));
  const nBlocks = filter.length / bloomBlockBytes;
  const mayHold = (hash: number): boolean => bloomMayHold(filter, bloomBlockOf(hash, nBlocks) * bloomBlockBytes, hash);
  for (const name of names) expect(mayHold(hashOfName(fold(name))), name).toBe(true);
  const others = Array.from({ length: 20_000 }, () => nameOf('out'));
  expect(others.filter(name => mayHold(hashOfName(fold(name)))).length).toBeLessThan(others.length / 50);
});

test('the hash of a name is the same for any case and in both implementations', () => {
  for (const name of ['workerPool', 'GRÖSSE', 'Größe', 'ПУТЬ', 'İx', '', 'ÀB'])
    expect(hashOfNameBytes(encoder.encode(name))).toBe(hashOfName(fold(name)));
});
