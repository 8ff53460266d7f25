/** Files with a part that no person wrote: that part is cut, and the rest is searched. */
import { expect, test } from 'vitest';
import { decode } from '../../../server/text/decode.js';
import { cutLongLines } from '../../../server/text/guard/cut-long-lines.js';
import { guardContent } from '../../../server/text/guard/guard-content.js';
import { Random } from '../../kit/random.js';

const picture = 'iVBORw0KGgo'.repeat(6000);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

test.each([
  ['a.ipynb', `{"cells": [\n"def train():\\n",\n{"image/png": "${picture}"},\n"after()"\n]}\n`],
  ['one-line.ipynb', `{"cells":[{"source":["def train():"]},{"image/png":"${picture}"},{"source":["after()"]}]}`],
  ['font.css', `.train { color: red }\n@font-face { src: url(data:font/woff2;base64,${picture}) }\n/* after() */\n`],
  ['icon.ts', `export const train = 1;\nconst icon = 'data:image/png;base64,${picture}';\nexport function after() {}\n`],
  ['page.html', `<p>train</p>\n<img src="data:image/png;base64,${picture}">\n<p>after()</p>\n`],
  ['notes.md', `# train\n![x](data:image/png;base64,${picture})\nafter()\n`],
  ['dump.sql', `CREATE TABLE train (id int);\nINSERT INTO t VALUES ${'(1,2),'.repeat(20_000)}(1,2);\nSELECT after();\n`],
  ['data.json', `{"train": [${'1.5, '.repeat(30_000)}0],\n"x": "after()"}\n`],
  ['table.csv', `train\n${'1,2,3,'.repeat(10_000)}\nafter()\n`],
])('%s keeps what is around its long line', (path, text) => {
  const bytes = bytesOf(text);
  expect(guardContent(bytes, path)).toBeUndefined();
  const kept = new TextDecoder().decode(cutLongLines(bytes));
  expect(kept).toContain('train');
  expect(kept).toContain('after()');
  expect(kept.length).toBeLessThan(text.length / 1.5);
  expect(kept.split('\n').length).toBe(text.split('\n').length);
});

test('minified code is left out as before', () =>
  expect(guardContent(bytesOf('var a=1;function b(c){return c+a}'.repeat(3000)), 'app.js')).toBe('minified'));

test('cutting any text keeps its lines, and never cuts a character', () => {
  const random = new Random(7);
  for (let round = 0; round < 200; round++) {
    const parts = Array.from({ length: random.below(6) }, () =>
      random.pick([
        '\n',
        '\r\n',
        'short ',
        'é'.repeat(random.below(20_000)),
        'A'.repeat(random.below(4000)),
        '订单 '.repeat(random.below(9000)),
      ]),
    );
    const bytes = bytesOf(parts.join(''));
    const kept = cutLongLines(bytes);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(kept);
    expect(text.split('\n').length).toBe(parts.join('').split('\n').length);
    expect(decode(kept)).toBe(kept);
  }
});
