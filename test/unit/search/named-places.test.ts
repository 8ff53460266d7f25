/** Spellings of a line of a file, each resolved against the paths of a folder. */
import { expect, test } from 'vitest';
import { aSearch } from '../../kit/a-search.js';

const lines = Array.from({ length: 60 }, (_, n) => `line number ${n + 1}`).join('\n');
const paths = [
  'app/[slug]/page.tsx',
  'app/page.tsx',
  'app/(shop)/cart/page.tsx',
  'app/blog/[...rest]/page.tsx',
  'app/@modal/page.tsx',
  'com/acme/a/Foo.java',
  'com/acme/b/Foo.java',
  'core/src/acme/Core.kt',
  'src/acme/core.clj',
  'web/index.php',
  'index.php',
  'admin/index.php',
  'Makefile',
  'Dockerfile',
  'src/gallery.tsx',
  'src/ユーザー/登録.ts',
  'src/App.vue',
  'docs/my notes.md',
  'docs/notes.md',
  'src/net/Pool.cs',
  'lib/Parse/Error.pm',
  'cmd/server/main.go',
  'src/main.rs',
  'test/unit/cart.test.ts',
  'tests/test_cart.py',
  'src/größe.ts',
  'a b/c d.ts',
  'lib/main.dart',
  'scripts/run.sh',
  'src/Main.hs',
  'lib/x.ex',
  'src/x.erl',
  'src/sub/util.ts',
  'packages/core/src/util.ts',
  'build.gradle',
];
const memory = aSearch(new Map(paths.map(path => [path, lines])), { withModel: false });
const named = (query: string): readonly string[] =>
  memory
    .search(query)
    .filter(({ why }) => why.some(({ kind }) => kind === 'named'))
    .map(({ path, focusLine }) => `${path}:${focusLine}`);

test.each([
  ['Error in app/[slug]/page.tsx:12:3', 'app/[slug]/page.tsx:12'],
  ['app/(shop)/cart/page.tsx:7', 'app/(shop)/cart/page.tsx:7'],
  ['./app/blog/[...rest]/page.tsx:9:1 - error TS2304', 'app/blog/[...rest]/page.tsx:9'],
  ['at Page (webpack-internal:///./app/@modal/page.tsx:5:11)', 'app/@modal/page.tsx:5'],
  ['app/%5Bslug%5D/page.tsx:12', 'app/[slug]/page.tsx:12'],
  ['java.lang.NullPointerException\n\tat com.acme.b.Foo.run(Foo.java:12)', 'com/acme/b/Foo.java:12'],
  ['\tat app//com.acme.a.Foo$Bar.lambda$run$0(Foo.java:31) ~[classes/:na]', 'com/acme/a/Foo.java:31'],
  ['at acme.CoreKt.main(Core.kt:4)', 'core/src/acme/Core.kt:4'],
  ['at acme.core$run.invoke(core.clj:8)', 'src/acme/core.clj:8'],
  ['   at Net.Pool.Start() in C:\\src\\net\\Pool.cs:line 42', 'src/net/Pool.cs:42'],
  ['src\\net\\pool.cs(31,4): error CS0103', 'src/net/Pool.cs:31'],
  ['PHP Fatal error:  Uncaught Error in /var/www/web/index.php on line 27', 'web/index.php:27'],
  ['thrown in /var/www/index.php on line 3', 'index.php:3'],
  ['#0 /var/www/admin/index.php(14): run()', 'admin/index.php:14'],
  ['Died at lib/Parse/Error.pm line 19, <STDIN> line 4.', 'lib/Parse/Error.pm:19'],
  ['Makefile:5: *** missing separator.  Stop.', 'Makefile:5'],
  ['make: *** [Makefile:12: all] Error 2', 'Makefile:12'],
  ['/home/me/app/src/gallery.tsx\n  39:19  error  Media elements must have a track', 'src/gallery.tsx:39'],
  ['src/gallery.tsx\n  Line 8:3:  Unexpected console', 'src/gallery.tsx:8'],
  ['+++ b/src/gallery.tsx\n@@ -10,3 +11,4 @@ gallery', 'src/gallery.tsx:11'],
  ['src/ユーザー/登録.ts:9', 'src/ユーザー/登録.ts:9'],
  ['エラーはsrc/gallery.tsx:9です', 'src/gallery.tsx:9'],
  ['at VueApp (http://localhost:5173/src/App.vue?t=1700000000:13:5)', 'src/App.vue:13'],
  ['file:///home/me/x/docs/my%20notes.md:4', 'docs/my notes.md:4'],
  ['docs/my notes.md:4', 'docs/my notes.md:4'],
  ['see "a b/c d.ts", line 3', 'a b/c d.ts:3'],
  ['goroutine 1 [running]:\nmain.main()\n\t/home/me/x/cmd/server/main.go:12 +0x1d', 'cmd/server/main.go:12'],
  ['error[E0308]: mismatched types\n  --> src/main.rs:21:5', 'src/main.rs:21'],
  [' ❯ test/unit/cart.test.ts:17:30', 'test/unit/cart.test.ts:17'],
  ['    at Object.<anonymous> (test/unit/cart.test.ts:18:30)', 'test/unit/cart.test.ts:18'],
  ['tests/test_cart.py:6: AssertionError', 'tests/test_cart.py:6'],
  ['  File "/srv/tests/test_cart.py", line 7, in test_sum', 'tests/test_cart.py:7'],
  ['src/gro\u0308ße.ts:3', 'src/größe.ts:3'],
  ['https://github.com/o/r/blob/main/src/main.rs#L10-L20', 'src/main.rs:10'],
  ['package:app/main.dart 5:3 or lib/main.dart:5', 'lib/main.dart:5'],
  ['scripts/run.sh: line 12: foo: command not found', 'scripts/run.sh:12'],
  ['src/Main.hs:(12,5)-(13,8): error', 'src/Main.hs:12'],
  ['(app 0.1.0) lib/x.ex:12: X.run/1', 'lib/x.ex:12'],
  ['{file,"src/x.erl"},{line,12}', 'src/x.erl:12'],
  ['what does line 12 of src/main.rs do?', 'src/main.rs:12'],
  ["Build file '/w/build.gradle' line: 4", 'build.gradle:4'],
  ['[ERROR] /w/com/acme/a/Foo.java:[12,5] cannot find symbol', 'com/acme/a/Foo.java:12'],
  ['src/main.rs:10-20', 'src/main.rs:10'],
  ['MAIN.RS:4', 'src/main.rs:4'],
])('%j', (text, place) => expect(named(text)).toEqual([place]));

test.each(['Foo.java:12', 'page.tsx:3', 'at 12:30 the ratio was 3:4', 'somepool.cs:3', 'missing.ts:4'])('%j names no certain place', text =>
  expect(named(text)).toEqual([]),
);
test('a path that several files end with names them all', () => {
  expect(named('src/util.ts:5')).toEqual(['packages/core/src/util.ts:5']);
  expect(named('util.ts:5')).toEqual([]);
});
test('a frame with many numbers takes bounded work', () => {
  expect(named('a:1 '.repeat(1500))).toEqual([]);
});
