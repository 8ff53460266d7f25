import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly keybindings: readonly { readonly command: string; readonly key: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
}
const { contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
const words = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Readonly<Record<string, string>>;

/** Returns the cells of the rows whose first cell matches. */
const rowsOf = (first: RegExp): readonly (readonly string[])[] =>
  readme
    .split('\n')
    .filter(line => line.startsWith('|'))
    .map(line =>
      line
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim()),
    )
    .filter(([cell]) => first.test(cell!));

/** Returns a key as people read it: `ctrl+alt+shift+a` is Ctrl+Alt+Shift+A. */
const keyName = (key: string): string =>
  key
    .split('+')
    .map(part => part[0]!.toUpperCase() + part.slice(1))
    .join('+');

test('the README lists every command of the palette with its key, and no other', () => {
  const listed = rowsOf(/^Vibe: /).map(([name, , key]) => `${name} ${key}`);
  const expected = contributes.commands.map(({ command, title }) => {
    const key = contributes.keybindings.find(row => row.command === command)?.key;
    const name = `Vibe: ${words[title.replaceAll('%', '')]}`;
    return `${name} ${key === undefined ? '' : keyName(key)}`;
  });
  expect(listed.toSorted()).toEqual(expected.toSorted());
});

test('the README lists every setting, and no other', () => {
  const listed = rowsOf(/^`vibe\./).map(([name]) => name!.replaceAll('`', ''));
  expect(listed.toSorted()).toEqual(Object.keys(contributes.configuration.properties).toSorted());
});

test('the pictures and files that the README names exist', () => {
  const named = [...readme.matchAll(/\]\(((?!https?:)[^)#]+)\)/g)].map(([, path]) => path!);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter(path => !existsSync(join(root, path)))).toEqual([]);
});
