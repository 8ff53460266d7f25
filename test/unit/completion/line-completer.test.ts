/** The built-in completer: what it suggests from the workspace and the open document. */
import { expect, test } from 'vitest';
import { LineCompleter } from '../../../server/completion/line-completer.js';

const service = `import { log } from './log';

export function openStore(path: string): Store {
  const handle = openHandle(path, { readOnly: true });
  log.info('opened', handle.id);
  return new Store(handle);
}
`;

function completerWith(files: Readonly<Record<string, string>>): LineCompleter {
  const completer = new LineCompleter(undefined);
  for (const [path, text] of Object.entries(files)) completer.addFile(path, text);
  return completer;
}

const suggest = (completer: LineCompleter, before: string, after = '', path = 'src/new.ts') =>
  completer.suggest({ path, before, after }).text;

test('a line that the workspace has is finished as it is there', () => {
  const completer = completerWith({ 'src/store.ts': service });
  expect(suggest(completer, 'function reopen(path: string) {\n  const handle = open')).toBe('Handle(path, { readOnly: true });');
});

test('a line is recognised at another depth of nesting', () => {
  const completer = completerWith({ 'src/store.ts': service });
  expect(suggest(completer, 'class A {\n    b() {\n        const handle = openHandle(path, { readOnly: true });\n        log')).toBe(
    ".info('opened', handle.id);",
  );
});

test('a line of the open document is known before the file is saved', () => {
  const completer = completerWith({});
  expect(suggest(completer, 'total.add(price * amount);\nreset();\ntotal.a')).toBe('dd(price * amount);');
});

test('text that was typed and deleted is forgotten', () => {
  const completer = completerWith({});
  suggest(completer, 'total.add(price * amount);\ntot');
  expect(suggest(completer, 'tot')).toBeNull();
});

test('the stored version of the open file is not suggested once the file has another text', () => {
  const completer = completerWith({ 'src/a.ts': 'emitter.fire(oldName);\n' });
  expect(suggest(completer, 'emitter.f', '', 'src/a.ts')).toBeNull();
});

test('a file that was left keeps the text that it had last', () => {
  const completer = completerWith({});
  suggest(completer, 'emitter.fire(newName);\n', '', 'src/a.ts');
  expect(suggest(completer, 'emitter.f', '', 'src/b.ts')).toBe('ire(newName);');
});

test('nothing is suggested for an empty workspace', () => {
  expect(suggest(completerWith({}), 'const a = ')).toBeNull();
});
