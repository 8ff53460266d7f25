/** The corpus of edits in test/fixtures/edits: a model's message, the file before, and the expected file after it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface EditCase {
  readonly id: string;
  readonly path: string;
  readonly before: string;
  readonly answer: string;
  /** Undefined if the only right result is a refusal. */
  readonly after: string | undefined;
  /** A refusal is right too: a person may need to be asked. */
  readonly mayRefuse: boolean;
}

const folder = join(import.meta.dirname, '../../fixtures/edits');

export function editCases(): readonly EditCase[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.txt'))
    .toSorted()
    .flatMap(name =>
      readFileSync(join(folder, name), 'utf8')
        .split(/^##### /m)
        .slice(1)
        .map(parseCase),
    );
}

function parseCase(text: string): EditCase {
  const [head = '', rest = ''] = cut(text, '\n--- answer\n');
  const [answer, change = ''] = cut(rest, '\n--- change\n');
  const [id = '', ...fields] = head.split('\n');
  const field = (key: string): string | undefined => fields.find(line => line.startsWith(`${key}: `))?.slice(key.length + 2);
  const path = field('base') ?? '';
  /** Gives a text the file's conventions: its line ends, whether the last line has one, a byte order mark. */
  const asFile = (value: string): string => {
    const ended = field('ends') === 'open' ? value.replace(/\n$/, '') : value;
    const text = field('eol') === 'crlf' ? ended.replaceAll('\n', '\r\n') : ended;
    return field('mark') === 'bom' ? `\uFEFF${text}` : text;
  };
  const before = readFileSync(join(folder, 'base', path), 'utf8');
  const after = field('expect') === 'refused' ? undefined : asFile(changed(before, change, id));
  return { id, path, before: asFile(before), answer: answer!.trimEnd(), after, mayRefuse: field('may') === 'refuse' };
}

function changed(before: string, change: string, id: string): string {
  let text = before;
  for (const [, from = '', to = ''] of change.matchAll(/<<<<\n([\s\S]*?)\n====\n([\s\S]*?)\n?>>>>/g)) {
    if (!text.includes(from)) throw new Error(`case ${id}: the file lacks ${JSON.stringify(from)}`);
    text = text.replace(from, () => to);
  }
  if (text === before) throw new Error(`case ${id} changes nothing`);
  return text;
}

function cut(text: string, mark: string): readonly string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length)];
}
