import { expect, test } from 'vitest';
import { ofFolders } from '../../../server/conversations/of-folders.js';

const head = (id: string, folders?: readonly string[]) => ({
  id,
  title: id,
  pinned: false,
  changedAt: 1,
  nTurns: 1,
  ...(folders && { folders }),
});
const heads = [head('one', ['file:///a']), head('two', ['file:///a', 'file:///b']), head('none', []), head('unknown')];
const idsOf = (open: readonly string[]) => ofFolders(heads, open).map(({ id }) => id);

test('conversations of the open folders are listed, and those whose folders are unknown', () => {
  expect(idsOf(['file:///a'])).toEqual(['one', 'two', 'unknown']);
  expect(idsOf(['file:///b', 'file:///c'])).toEqual(['two', 'unknown']);
  expect(idsOf(['file:///c'])).toEqual(['unknown']);
});

test('without an open folder, the conversations that had none are listed', () => {
  expect(idsOf([])).toEqual(['none', 'unknown']);
});
