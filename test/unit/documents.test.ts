/** Checks that what the documents name exists, so that a reader who follows a path arrives. */
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const documents = ['ARCHITECTURE.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: root })];
/** Folders of the repository whose paths a document writes from the root; other paths are relative to a folder that the sentence names. */
const folders = readdirSync(root, { withFileTypes: true })
  .filter(entry => entry.isDirectory() && !['node_modules', 'dist', '.git'].includes(entry.name))
  .map(entry => entry.name);

/** Returns the paths in backticks: of files and folders, without line numbers; placeholders such as `NAME` and `<name>` are not paths. */
function pathsIn(text: string): readonly string[] {
  const quoted = [...text.matchAll(/`([^`\n]+)`/g)].map(([, inner]) => inner!);
  return quoted.filter(path => folders.some(folder => path.startsWith(`${folder}/`)) && !/[\s<>…]|[A-Z]{4}/.test(path));
}

describe.each(documents)('%s', name => {
  const text = readFileSync(join(root, name), 'utf8');

  test('names only files and folders that exist', () => {
    const isThere = (path: string): boolean =>
      /[*{]/.test(path)
        ? globSync(path, { cwd: root }).length > 0
        : existsSync(join(root, path)) || globSync(`${path}.*`, { cwd: root }).length > 0;
    expect(pathsIn(text).filter(path => !isThere(path))).toEqual([]);
  });

  test('has no paragraph in the cell of a table', () => {
    const cells = text
      .split('\n')
      .filter(line => line.startsWith('|'))
      .flatMap(line => line.split('|'));
    expect(cells.filter(cell => /[.!?] [A-Z].*[.!?] [A-Z]/.test(cell))).toEqual([]);
  });
});

test('the glossary has at most 25 terms', () => {
  const [, glossary] = /^## Glossary\n([\s\S]*?)^## /m.exec(readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')) ?? [];
  const terms = (glossary ?? '').split('\n').filter(line => /^(?:- \*\*|\| (?!term|-))/.test(line));
  expect(terms.length).toBeGreaterThan(0);
  expect(terms.length).toBeLessThanOrEqual(25);
});
