/** Random messages: pieces of files, marks and words in any order, with damage. */
import type { Random } from './random.js';

export interface FuzzFile {
  readonly path: string;
  readonly before: string;
}

const marks = [
  '```',
  '```ts',
  '```python',
  '~~~',
  '<<<<<<< SEARCH',
  '=======',
  '>>>>>>> REPLACE',
  '------- SEARCH',
  '+++++++ REPLACE',
  '@@ -1,3 +1,4 @@',
  '--- a/x.ts',
  '+++ b/x.ts',
  '*** Begin Patch',
  '*** Update File: x.ts',
  '*** End Patch',
  '<think>',
  '</think>',
  '<edit>',
  '<search>',
  '</search>',
  '<replace>',
  '</replace>',
  '</edit>',
  '// ... existing code ...',
  '# rest unchanged',
  '...',
  '{"old_str": "a", "new_str": "b"}',
  ':start_line:3',
  'Option A:',
  'Or:',
  'Remove `x`.',
  'Replace lines 3-5 with:',
  '',
  '\u00A0\u00A0x',
  '&lt;div&gt;',
  '\uFEFF',
  '\r',
];

export function fuzzAnswer(random: Random, files: readonly FuzzFile[]): FuzzFile & { readonly answer: string } {
  const own =
    random.below(4) === 0 || files.length === 0 ? { path: `f${random.below(9)}.ts`, before: smallFile(random) } : random.pick(files);
  const before = own.before.length > 12_000 ? own.before.slice(0, 12_000) : own.before;
  const lines = before.split('\n');
  const parts: string[] = [];
  for (let n = 1 + random.below(14); n > 0; n--) {
    const start = random.below(lines.length);
    const piece = lines.slice(start, start + 1 + random.below(12));
    const kind = random.below(6);
    if (kind < 2) parts.push(random.pick(marks));
    else if (kind === 2) parts.push(...piece.map(line => random.pick(['+', '-', ' ', '']) + line));
    else if (kind === 3) parts.push(...piece.map(line => damaged(line, random)));
    else parts.push(...piece);
  }
  const wrapped = random.below(3) === 0 ? ['```', ...parts, '```'] : parts;
  return { path: own.path, before, answer: wrapped.join(random.below(20) === 0 ? '\r\n' : '\n') };
}

function smallFile(random: Random): string {
  const words = ['function f() {', '}', '  return 1;', 'const a = 1;', '', 'class A {', '  b() {', '  }', '=======', '```', '# x', 'x: 1'];
  return Array.from({ length: random.below(30) }, () => random.pick(words)).join(random.pick(['\n', '\r\n', '\r']));
}

function damaged(line: string, random: Random): string {
  const at = random.below(line.length + 1);
  switch (random.below(5)) {
    case 0:
      return line.slice(0, at);
    case 1:
      return `${line.slice(0, at)}${random.pick(['x', '{', '}', '"', ' ', '\t', '...'])}${line.slice(at)}`;
    case 2:
      return line.trimStart();
    case 3:
      return `  ${line}`;
    default:
      return line.replace(/\w+/, 'other');
  }
}
