import { expect, test } from 'vitest';
import { htmlText } from '../../../server/chat/context/html-text.js';

test('the text of a page comes block by block below its title', () => {
  const page = `<html><head><title>The &amp; title</title><style>p { color: red }</style></head><body><nav>Menu</nav>
    <h2>Head</h2><p>One   two<br>three</p><ul><li>first</li><li>second</li></ul><pre>  kept
    as is</pre><table><tr><td>a</td><td>b</td></tr></table></body></html>`;
  expect(htmlText(page)).toBe(
    'The & title\n## Head\nOne two\nthree\n- first\n- second\n  kept\n    as is\n | a | b'.replace('\n | a', '\n| a'),
  );
});

test('scripts, hidden parts and event handlers are dropped', () => {
  const text = htmlText(
    '<script>steal()</script><img src=x onerror=alert(1)><svg><script>x</script></svg><template>t</template>ok<iframe>f</iframe>',
  );
  expect(text).toBe('\nok');
});

test('endless nesting, cut and unclosed elements are read in bounded time', () => {
  expect(htmlText(`${'<div>'.repeat(20_000)}deep`)).toBe('\ndeep');
  expect(htmlText('<p>a<b>b<!-- never closed')).toContain('ab');
});
