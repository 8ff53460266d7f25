/** Unexpected questions: each is answered, bounded, and never throws. */
import { expect, test } from 'vitest';
import type { Place } from '../../../server/protocol/place.js';
import { aSearch } from '../../kit/a-search.js';

const memory = aSearch(`
//- src/server/pool.go
package server

// Run starts the workers of the pool.
func (p *Pool) Run(n int) error {
	for i := 0; i < n; i++ {
		go p.work()
	}
	return nil
}

type Pool struct{ size int }
//- src/server/retry.ts
export function retryLater(task: () => void) {
  // the server said: please try again later
  setTimeout(task, 100);
}
//- src/client/retry.ts
export function retryNow(task: () => void) {
  task();
}
//- lib/наблюдатель.py
def запустить_наблюдатель(путь):
    """Следит за изменениями файлов."""
    return путь
//- lib/队列.py
def 处理队列(任务):
    """处理消息队列中的任务"""
    return 任务
//- lib/arabic.py
def process():
    """معالجة الطلبات في قائمة الانتظار"""
    return None
`);
const { service } = memory;
const search = (query: string): readonly Place[] => memory.search(query);
const paths = (query: string): readonly string[] => search(query).map(place => place.path);

test('a question of 100 kB is answered from its ends', () => {
  const places = paths(`retryLater ${'lorem ipsum dolor sit amet '.repeat(4000)}`);
  expect(places[0]).toBe('src/server/retry.ts');
});

test.each(['', '   ', '?!…', '()[]{}', '"', '-', '\u0000\uFFFF', '\uD800'])(
  'a question without words, %j, finds nothing and does not fail',
  query => {
    expect(search(query)).toEqual([]);
  },
);

test('a question of one stop word is searched as it is', () => {
  expect(paths('the')).toContain('src/server/retry.ts');
});

test('a Russian question finds Russian code', () => expect(paths('наблюдатель изменениями файлов')[0]).toBe('lib/наблюдатель.py'));
test('a Chinese question finds Chinese code', () => expect(paths('消息队列')[0]).toBe('lib/队列.py'));
test('an Arabic question finds Arabic comments', () => expect(paths('معالجة الطلبات')[0]).toBe('lib/arabic.py'));

test('a regular expression is read as the words in it', () => expect(paths('\\bretryLater\\s*\\(.*task')[0]).toBe('src/server/retry.ts'));

test('a path with a line opens that place first, with the focus on the line', () => {
  expect(search('src/server/pool.go:6')[0]).toMatchObject({ path: 'src/server/pool.go', focusLine: 6, chain: ['Pool', 'Run'] });
});

test('a stack trace opens its frames in their order, whatever machine wrote it', () => {
  const trace =
    'panic: boom\n\tat retryNow (/home/ci/build/src/client/retry.ts:2:3)\n\tat retryLater (/home/ci/build/src/server/retry.ts:3:3)';
  expect(paths(trace).slice(0, 2)).toEqual(['src/client/retry.ts', 'src/server/retry.ts']);
});

test('a line far beyond the end of the file opens its last lines', () => {
  const [place] = search('src/client/retry.ts:99999');
  expect(place).toMatchObject({ path: 'src/client/retry.ts', endLine: 3 });
});

test('a file must contain a quoted phrase exactly', () => expect(paths('"please try again later"')).toEqual(['src/server/retry.ts']));
test('a file must not contain a word with a minus', () => {
  const found = paths('retry -retryLater');
  expect(found[0]).toBe('src/client/retry.ts');
  expect(found).not.toContain('src/server/retry.ts');
});
test('lang: keeps files of one language', () => expect(new Set(paths('retry run lang:go'))).toEqual(new Set(['src/server/pool.go'])));
test('lang: with an unknown language is a problem that names it', () => expect(() => paths('retry lang:klingon')).toThrow('klingon'));
test('path: keeps files below a folder', () => expect(new Set(paths('retry path:src/client/'))).toEqual(new Set(['src/client/retry.ts'])));
test('-path: excludes a folder', () => expect(paths('retry -path:client')).not.toContain('src/client/retry.ts'));
test('path: takes a pattern', () =>
  expect(new Set(paths('retry path:*/retry.ts lang:ts'))).toEqual(new Set(['src/server/retry.ts', 'src/client/retry.ts'])));

test('an identifier of 10,000 characters does not hide the other words', () => {
  expect(paths(`retryLater a${'Bc'.repeat(5000)}`)[0]).toBe('src/server/retry.ts');
});

test('half a name and a mistyped name find what they mean', () => {
  expect(paths('retryLat')[0]).toBe('src/server/retry.ts');
  expect(paths('retryLatr')[0]).toBe('src/server/retry.ts');
});

test('a million identical tokens in a file affect no other question', () => {
  const huge = aSearch(
    new Map([
      ['a.txt', 'spam '.repeat(200_000)],
      ['b.ts', 'export function spam() {}\n'],
    ]),
    { withModel: false },
  );
  expect(huge.search('spam')[0]?.path).toBe('b.ts');
});

test('a search without any folder names what is missing', () => {
  service.drop('file:///fixture-that-is-not-there');
  expect(() => service.search({ query: 'x', limit: 5, folder: 'file:///other' }, () => undefined)).toThrow(/Nothing is indexed/);
});

test('a stopped search throws instead of going on', () => {
  const stop = (): never => {
    throw new Error('stopped');
  };
  expect(() => service.search({ query: 'retry', limit: 5 }, stop)).toThrow('stopped');
});
