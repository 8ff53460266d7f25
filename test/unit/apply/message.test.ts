import { describe, expect, test } from 'vitest';
import { undisguised } from '../../../server/apply/message/disguise.js';
import { labelAlone, labelInInfo } from '../../../server/apply/message/labels.js';
import { readMessage } from '../../../server/apply/message/read-message.js';
import { samePath } from '../../../server/apply/message/same-path.js';
import { readCall } from '../../../server/apply/message/tagged.js';
import { withoutThoughts } from '../../../server/apply/message/thoughts.js';

const file = ['import os', '', 'def go():', '    return 1'];
const read = (answer: string) => readMessage(answer, { path: 'src/a.py', language: 'python', file });
const formsOf = (answer: string): readonly string[] => read(answer).parts.map(({ form }) => form);

describe('the grammar of a message tells the forms apart', () => {
  const replace = '<<<<<<< SEARCH\nimport os\n=======\nimport sys\n>>>>>>> REPLACE';

  test.each([
    ['a fenced block', '```python\nx = 1\n```', ['code']],
    ['search and replace without a fence', replace, ['replace']],
    ['search and replace inside a fence', `\`\`\`\n${replace}\n\`\`\``, ['replace']],
    ['a diff in a fence of another name', '```python\n@@ -1 +1 @@\n-import os\n+import sys\n```', ['diff']],
    ['a diff without a fence', '--- a/src/a.py\n+++ b/src/a.py\n@@ -1 +1 @@\n-import os\n+import sys', ['diff']],
    ['a patch', '*** Begin Patch\n*** Update File: src/a.py\n@@\n-import os\n+import sys\n*** End Patch', ['diff']],
    ['tags', '<old>\nimport os\n</old>\n<new>\nimport sys\n</new>', ['replace']],
    ['a tool call', '{"path": "src/a.py", "old_str": "import os", "new_str": "import sys"}', ['replace']],
    ['words', 'Change `import os` to `import sys`.', ['swap']],
    ['several together', `${replace}\n\n\`\`\`python\ndef go():\n    return 2\n\`\`\``, ['replace', 'code']],
    ['the same block twice', `${replace}\n\n${replace}`, ['replace']],
  ])('%s', (_name, answer, forms) => {
    expect(formsOf(answer)).toEqual(forms);
  });

  test('a block that another file is named for belongs to that file', () => {
    const message = read('### lib/b.py\n\n```python\nx = 1\n```\n\n### src/a.py\n\n```python\ndef go():\n    return 2\n```');
    expect(message.others.map(({ path }) => path)).toEqual(['lib/b.py']);
    expect(message.parts).toHaveLength(1);
  });

  test('lines that look like marks are content when the file has them', () => {
    const message = readMessage('<<<<<<< SEARCH\nTitle\n=====\n=======\nName\n=====\n>>>>>>> REPLACE', {
      path: 'a.rst',
      language: 'restructuredtext',
      file: ['Title', '====='],
    });
    expect(message.parts).toMatchObject([{ form: 'replace', search: ['Title', '====='], replacement: ['Name', '====='] }]);
  });
});

describe('a message that leaves the choice to the person is a doubt', () => {
  const block = '```python\ndef go():\n    return 2\n```';

  test.each([
    ['alternatives', `Option A:\n\n${block}\n\nOption B:\n\n\`\`\`python\ndef go():\n    return 3\n\`\`\``, /alternatives/],
    ['a question first', `Which function do you mean? Perhaps:\n\n${block}`, /question/],
    ['code to be written', '```python\ndef go():\n    # your code here\n```', /for you to write/],
    ['thoughts without an answer', '<think>\nhm\n```python\nx\n```', /thoughts/],
  ])('%s', (_name, answer, doubt) => {
    expect(read(answer).doubt).toMatch(doubt);
  });

  test('an offer of more help is none', () => {
    expect(read(`${block}\n\nWould you like me to add tests as well?`).doubt).toBe('');
  });
});

test('thoughts are taken out, also when only their end is left', () => {
  expect(withoutThoughts(['<think>', 'a', '</think>', 'b']).lines).toEqual(['b']);
  expect(withoutThoughts(['a', '</think>', 'b']).lines).toEqual(['b']);
  expect(withoutThoughts(['```', '</think>', '```', 'b']).lines).toHaveLength(4);
});

test('a path means the file when it leaves out leading folders, and never when it adds some', () => {
  expect(samePath('a.py', 'src/a.py')).toBe(true);
  expect(samePath('./src/a.py', 'src/a.py')).toBe(true);
  expect(samePath('b/src/a.py', 'src/a.py')).toBe(true);
  expect(samePath('/home/me/project/src/a.py', 'src/a.py')).toBe(true);
  expect(samePath('lib/src/a.py', 'src/a.py')).toBe(false);
  expect(samePath('lib/a.py', 'src/a.py')).toBe(false);
});

test('labels are paths with a known language or a folder', () => {
  const target = { path: 'src/a.ts', text: 'console.log(1)' };
  expect(labelAlone('**src/b.ts**', target)).toBe('src/b.ts');
  expect(labelAlone('File: `b.ts`:', target)).toBe('b.ts');
  expect(labelAlone('Then call it.', target)).toBeUndefined();
  expect(labelInInfo('12:20:src/b.ts', target)).toEqual({ path: 'src/b.ts', range: [11, 20] });
  expect(labelInInfo('ts', target)).toBeUndefined();
});

test('a tool call is read from its arguments, other JSON is not', () => {
  expect(
    readCall('{"name": "edit", "arguments": "{\\"file_path\\": \\"a\\", \\"old_string\\": \\"x\\", \\"new_string\\": \\"y\\"}"}'),
  ).toEqual({
    path: 'a',
    edits: [{ search: ['x'], replacement: ['y'] }],
    content: undefined,
  });
  expect(readCall('{"name": "shop", "version": "1"}')).toBeUndefined();
});

test('what a rendering did to code is undone only when the file proves it', () => {
  expect(undisguised(['a &lt; b'], ['a < b']).lines).toEqual(['a < b']);
  expect(undisguised(['&lt;b>'], ['x &lt; y']).lines).toEqual(['&lt;b>']);
  expect(undisguised(['\u00A0\u00A0x'], ['  y']).lines).toEqual(['  x']);
});
