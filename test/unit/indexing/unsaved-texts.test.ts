import { expect, test } from 'vitest';
import { UnsavedTexts } from '../../../server/indexing/unsaved-texts.js';

test('a text is found by folder and path until it is saved, however the editor writes the URI', () => {
  const unsaved = new UnsavedTexts();
  unsaved.set('/my work/src/a.ts', 'new');
  expect(unsaved.inFolder('file:///my%20work', 'src/a.ts')).toBe('new');
  expect(unsaved.inFolder('file:///my work', 'src/a.ts')).toBe('new');
  expect(unsaved.inFolder('file:///my%20work', 'src/b.ts')).toBeUndefined();
  expect(unsaved.inFolder('vscode-remote://host/my%20work', 'src/a.ts')).toBeUndefined();
  unsaved.set('/my work/src/a.ts', undefined);
  expect(unsaved.inFolder('file:///my%20work', 'src/a.ts')).toBeUndefined();
  expect([...unsaved.entries()]).toEqual([]);
});

test('listeners get each change, including that a text was saved, until they are disposed', () => {
  const unsaved = new UnsavedTexts();
  const changes: (readonly [string, string | undefined])[] = [];
  const listening = unsaved.onChanged((path, text) => changes.push([path, text]));
  unsaved.set('/a', 'one');
  unsaved.set('/a', undefined);
  void listening.dispose();
  unsaved.set('/a', 'two');
  expect(changes).toEqual([
    ['/a', 'one'],
    ['/a', undefined],
  ]);
});
