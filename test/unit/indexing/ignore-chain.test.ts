import { mkdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ignoreLinesOf } from '../../../server/indexing/scan/exclude-globs.js';
import { FolderScanner } from '../../../server/indexing/scan/folder-scanner.js';
import { IgnoreFile } from '../../../server/indexing/scan/ignore-file.js';
import { TestFolder } from '../../kit/workspace.js';

/** Returns the files that a scan reports, and what it leaves out by which line. */
function scanned(folder: TestFolder, globs: readonly string[] = [], root = folder.root) {
  const files: string[] = [];
  const leftOut: Record<string, string> = {};
  const sink = {
    file: (path: string) => void files.push(path),
    leftOut: (path: string, reason: string, source: string) => void (leftOut[path] = source === '' ? reason : `${reason}: ${source}`),
    folder: () => undefined,
    breathe: () => undefined,
  };
  const options = { root, globs, maxFileBytes: 1e6 };
  new FolderScanner(options, sink).all();
  return { files: files.sort(), leftOut, options, sink };
}

function checkIgnored(files: Readonly<Record<string, string>>, wanted: readonly string[], globs: readonly string[] = []): void {
  using folder = new TestFolder(files);
  const found = scanned(folder, globs);
  expect(found.files.filter(path => !path.endsWith('ignore'))).toEqual(wanted);
  // A path that is asked for alone gets the same verdict as in a whole scan.
  for (const path of Object.keys(files)) {
    const one: string[] = [];
    new FolderScanner(found.options, { ...found.sink, file: path => void one.push(path), leftOut: () => undefined }).at(path);
    expect(one, `${path} by itself`).toEqual(found.files.includes(path) ? [path] : []);
  }
}

describe('ignore files', () => {
  test('at the root leave out names, extensions, anchored paths and folders', () => {
    checkIgnored(
      {
        '.gitignore': '# comment\n\nnode_modules\n*.log\n/build\nout/\n  \nsrc/*.tmp\n',
        'a.ts': '',
        'a.log': '',
        'deep/b.log': '',
        'deep/build/c.ts': '',
        'build/d.ts': '',
        'node_modules/e.ts': '',
        'deep/out/f.ts': '',
        out: '',
        'src/g.tmp': '',
        'src/deep/h.tmp': '',
      },
      ['a.ts', 'deep/build/c.ts', 'out', 'src/deep/h.tmp'].sort(),
    );
  });

  test('in deeper folders overrule those above, in both directions', () => {
    checkIgnored(
      {
        '.gitignore': '*.gen.ts\nkeep/\n',
        'a.gen.ts': '',
        'sub/.gitignore': '!*.gen.ts\n*.md\n',
        'sub/b.gen.ts': '',
        'sub/c.md': '',
        'sub/deeper/d.gen.ts': '',
        'other/c.md': '',
      },
      ['other/c.md', 'sub/b.gen.ts', 'sub/deeper/d.gen.ts'],
    );
  });

  test('with a negated line include paths again, but nothing below an excluded folder', () => {
    checkIgnored(
      { '.gitignore': '/*\n!/debian/\nlogs/*\n!logs/keep.txt\n', 'a.c': '', 'debian/rules': '', 'debian/x/y.c': '', 'logs/keep.txt': '' },
      ['debian/rules', 'debian/x/y.c'],
    );
  });

  test('with wildcards, brackets, double stars and escapes mean what git means', () => {
    checkIgnored(
      {
        '.gitignore': 'f?o.ts\n[ab].ts\n**/cache/**\nx/**/z.ts\n\\!odd.ts\n\\#odd.ts\n',
        'foo.ts': '',
        'fo.ts': '',
        'a.ts': '',
        'c.ts': '',
        'p/cache/q.ts': '',
        'x/z.ts': '',
        'x/1/2/z.ts': '',
        '!odd.ts': '',
        '#odd.ts': '',
      },
      ['c.ts', 'fo.ts'],
    );
  });

  test('of a repository around the folder apply inside it, and so does its .git/info/exclude', () => {
    using folder = new TestFolder({
      '.gitignore': 'dist/\n/sub/secret/\n',
      '.git/info/exclude': '*.local\n',
      'sub/a.ts': '',
      'sub/a.local': '',
      'sub/dist/b.ts': '',
      'sub/secret/c.ts': '',
      'sub/x/secret/d.ts': '',
    });
    expect(scanned(folder, [], folder.at('sub')).files).toEqual(['a.ts', 'x/secret/d.ts']);
    expect(scanned(folder).files.filter(path => path.startsWith('sub/'))).toEqual(['sub/a.ts', 'sub/x/secret/d.ts']);
  });

  test('of the repository around a nested one do not apply inside it', () => {
    checkIgnored(
      {
        '.git/info/exclude': '',
        '.gitignore': '*.md\n',
        'nested/.git/info/exclude': '*.local\n',
        'nested/README.md': '',
        'nested/a.local': '',
        'b.md': '',
      },
      ['nested/README.md'],
    );
  });

  test('named .vibeignore outweigh .gitignore', () => {
    checkIgnored({ '.gitignore': 'docs/\n', '.vibeignore': '!docs/\nfixtures/\n', 'docs/a.md': '', 'fixtures/b.ts': '', 'c.ts': '' }, [
      'c.ts',
      'docs/a.md',
    ]);
  });

  test("come before Vibe's own defaults, which leave out dependencies and version control", () => {
    checkIgnored({ 'node_modules/x/a.js': '', '.hg/b': '', 'c.ts': '' }, ['c.ts']);
    checkIgnored({ '.vibeignore': '!node_modules/\n', 'node_modules/x/a.js': '' }, ['node_modules/x/a.js']);
  });

  test('have less weight than the exclude settings', () => {
    checkIgnored(
      { '.vibeignore': '!gen/\n', 'gen/a.ts': '', 'x/gen/b.ts': '', 'lib/c.min.js': '', 'd.ts': '' },
      ['d.ts', 'x/gen/b.ts'],
      ['gen', '**/*.{min,max}.js'],
    );
  });

  test('are named with their line', () => {
    using folder = new TestFolder({
      '.gitignore': '# all\n*.log\n',
      'a.log': '',
      'sub/.vibeignore': 'b.ts\n',
      'sub/b.ts': '',
      'c.ts': '',
    });
    expect(scanned(folder, ['c.ts']).leftOut).toEqual({
      'a.log': 'ignored: line 2 of .gitignore ("*.log")',
      'sub/b.ts': 'ignored: line 1 of sub/.vibeignore ("b.ts")',
      'c.ts': 'excluded: "/c.ts" of the exclude settings',
    });
  });

  test('with a byte-order mark, with CRLF, or as a folder, do no harm', () => {
    using folder = new TestFolder({ '.gitignore': '\uFEFFa.ts\r\nb.ts\r\n', 'a.ts': '', 'b.ts': '', 'c.ts': '' });
    mkdirSync(folder.at('.vibeignore'));
    expect(scanned(folder).files).toEqual(['.gitignore', 'c.ts']);
  });
});

test('IgnoreFile skips the full test only if that changes nothing', () => {
  const patterns = [
    'a',
    'a/',
    '/a',
    'x/a',
    '*.js',
    '!*.js',
    '*.d.ts',
    'a*',
    '?',
    '[a-c]',
    '**/a',
    'a/**',
    'A.b',
    '.env*',
    '\\a',
    'a b',
    '*',
    '!a',
  ];
  const paths = ['a', 'b', 'x/a', 'x/y/a', 'a/b', 'x.js', 'x.d.ts', 'ab', 'c', 'A.b', '.env.local', 'a b', 'x/.env'];
  for (const one of patterns)
    for (const two of patterns) {
      const both = new IgnoreFile('test', [one, two]);
      // With a line that may match any name, every path gets the full test.
      const thorough = new IgnoreFile('test', [one, two, '[x]y[z]never']);
      for (const path of paths)
        for (const isFolder of [false, true]) {
          const base = path.slice(path.lastIndexOf('/') + 1);
          expect(both.verdict(path, base, isFolder), `${path} by ${one}, ${two}`).toEqual(thorough.verdict(path, base, isFolder));
        }
    }
});

test('ignoreLinesOf() anchors globs like the editor, and expands braces within limits', () => {
  const written = ignoreLinesOf(['**/.git', 'dist', './a/b', '**/*.{js,{ts,tsx}}', '']);
  expect([...written].sort()).toEqual(['**/*.js', '**/*.ts', '**/*.tsx', '**/.git', '/a/b', '/dist']);
  expect(ignoreLinesOf(['{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}']).length).toBeLessThanOrEqual(1000);
});
