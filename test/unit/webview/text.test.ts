/** The small pure functions that turn a model's text into what may be shown. */
import { expect, test } from 'vitest';
import { triggerAt } from '../../../webview/model/rows/trigger-at.js';
import { bareTags } from '../../../webview/model/text/bare-tags.js';
import { decodeEntities } from '../../../webview/model/text/entities.js';
import { fenceInfo } from '../../../webview/model/text/fence-info.js';
import { safeUrl } from '../../../webview/model/text/safe-url.js';
import { countHidden, spellHidden } from '../../../webview/model/text/visible-marks.js';

test('only http and https addresses without a name and password may be offered', () => {
  const offered = ['https://example.org/a', 'http://x.example', 'HTTPS://UP.example/'];
  const refused = [
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'command:x',
    'vscode://a/b',
    'file:///etc/passwd',
    'data:text/html,x',
    '//evil',
    '/a',
    'a.ts',
    '',
  ];
  const dressed = ['https://good.example@evil.example/', 'https://a:b@evil.example'];
  expect(offered.map(safeUrl)).toEqual(['https://example.org/a', 'http://x.example/', 'https://up.example/']);
  expect([...refused, ...dressed].map(safeUrl)).toEqual(Array.from({ length: 12 }, () => undefined));
});

test('character references are decoded once, and unknown ones stay', () => {
  expect(decodeEntities('&lt;b&gt; &amp;lt; &#65; &#x42; &hellip; &nosuch; &constructor; &#0; &#x110000;')).toBe(
    '<b> &lt; A B … &nosuch; &constructor; \uFFFD \uFFFD',
  );
});

test('a fence names its language and its path in every way that models write them', () => {
  const infos = ['ts', 'ts:src/a.ts', 'ts src/a.ts', 'src/a.ts', 'js title="lib/b.js"', '{.python}', '', 'C++ https://x.example/a.ts'];
  expect(infos.map(info => fenceInfo(info))).toEqual([
    { language: 'ts', path: undefined },
    { language: 'ts', path: 'src/a.ts' },
    { language: 'ts', path: 'src/a.ts' },
    { language: 'ts', path: 'src/a.ts' },
    { language: 'js', path: 'lib/b.js' },
    { language: 'python', path: undefined },
    { language: '', path: undefined },
    { language: 'c++', path: undefined },
  ]);
});

test('hidden characters are counted and can be spelled; ordinary text is left alone', () => {
  expect(spellHidden('a\u202Eb\u200Bc\u{E0041}')).toBe('a[U+202E]b[U+200B]c[U+E0041]');
  expect(countHidden('Grüße, 日本語, שלום, 😀\tx\r\n')).toBe(0);
});

test('a menu opens for a command at the start and for context at the start of a word', () => {
  const at = (text: string) => triggerAt(text, text.length);
  expect(at('/ex')).toEqual({ trigger: '/', query: 'ex', at: 0 });
  expect(at('see #Poo')).toEqual({ trigger: '#', query: 'Poo', at: 4 });
  expect(at('see @')).toEqual({ trigger: '@', query: '', at: 4 });
  expect([at('a/b'), at('me@x.org'), at('what /fix'), at('@file then')]).toEqual([undefined, undefined, undefined, undefined]);
  expect(triggerAt('@file then', 5)).toEqual({ trigger: '@', query: 'file', at: 0 });
});

test('raw HTML loses attributes, comments, scripts and unwanted tags', () => {
  const wanted = new Set(['b', 'details']);
  expect(bareTags('<b onclick="x>y">t</b><script>1</script><!-- c --><img src=">" onerror=1><details open>d</details>', wanted)).toBe(
    '<b>t</b><details>d</details>',
  );
});
