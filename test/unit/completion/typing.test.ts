/** A person types: what they saw stays, what they typed past or deleted is not offered again, and bad input does no harm. */
import { describe, expect, test } from 'vitest';
import { LineCompleter } from '../../../server/completion/line-completer.js';

const known = 'register(name, handler, options);\n';

function completerWith(text: string): LineCompleter {
  const completer = new LineCompleter(undefined);
  completer.addFile('src/known.ts', text.repeat(3));
  return completer;
}

const at = (before: string, after = '', path = 'src/new.ts') => ({ path, before, after });

describe('the suggestion that is shown', () => {
  test('stays the same while the typing agrees with it', () => {
    const completer = completerWith(known);
    const line = known.trim();
    const first = completer.suggest(at('reg'));
    expect(first).toMatchObject({ text: line.slice(3), show: true });
    for (let typed = 4; typed < line.length; typed++)
      expect(completer.suggest(at(line.slice(0, typed)))).toMatchObject({ text: line.slice(typed), show: true });
  });

  test('is rejected by typing past it', () => {
    const completer = completerWith(known);
    expect(completer.suggest(at('reg')).show).toBe(true);
    completer.suggest(at('rega'));
    expect(completer.suggest(at('reg')).text).not.toBe('ister(name, handler, options);');
  });

  test('is not offered again after it was accepted and deleted', () => {
    const completer = completerWith(known);
    completer.suggest(at('reg'));
    completer.suggest(at('register(name, handler, options);'));
    expect(completer.suggest(at('register(name, ')).show).toBe(false);
    expect(completer.suggest(at('register(name, h')).text).not.toBe('andler, options);');
  });
});

test('a line that was just deleted is not suggested again', () => {
  const completer = completerWith('other();\n');
  const lines = 'setUp(first);\nsetUp(first);\nsetUp(first);\n';
  completer.suggest(at(`${lines}a();\nsetUp(second);\n`));
  completer.suggest(at(`${lines}a();\n`));
  expect(completer.suggest(at(`${lines}a();\nsetUp(s`)).text).not.toBe('econd);');
});

test('the text of a secret file is not suggested in another file', () => {
  const completer = completerWith('other();\n');
  completer.suggest(at('mailer.connect(internalName);\n', '', '.env'));
  expect(completer.suggest(at('mailer.c')).text).toBeNull();
});

test('the text of an ignored file is suggested in that file alone', () => {
  const completer = completerWith('other();\n');
  const ignored = 'mailer.connect(internalName);\n';
  expect(completer.suggest({ ...at(`${ignored}mailer.c`, '', 'dist/a.js'), isPrivate: true }).text).toBe('onnect(internalName);');
  expect(completer.suggest(at('mailer.c')).text).toBeNull();
});

describe('bad input', () => {
  test('a file of 5 MB is answered from what is near the cursor', () => {
    const completer = completerWith(known);
    const large = 'const filler = call(filler, 1);\n'.repeat(160_000);
    expect(completer.suggest(at(`${large}reg`, `\n${large}`)).text).toBe('ister(name, handler, options);');
  });

  test('a line of 1 MB gets no suggestion, and the next line gets one', () => {
    const completer = completerWith(known);
    const long = 'ab(c) '.repeat(170_000);
    expect(completer.suggest(at(long)).text).toBeNull();
    expect(completer.suggest(at(`${long}\nreg`)).text).toBe('ister(name, handler, options);');
  });

  test('lines that end with CR LF match lines that end with LF', () => {
    const completer = completerWith(known);
    expect(completer.suggest(at('first();\r\nreg', '\r\nlast();\r\n')).text).toBe('ister(name, handler, options);');
  });

  test('code that is indented with tabs matches code that is indented with spaces', () => {
    const completer = completerWith('function a() {\n  register(name);\n}\n');
    expect(completer.suggest(at('function b() {\n\treg')).text).toBe('ister(name);');
  });

  test('right-to-left text is completed like any other', () => {
    const completer = completerWith('const שם = קרא(קובץ);\n');
    expect(completer.suggest(at('const ש')).text).toBe('ם = קרא(קובץ);');
  });

  test('a file that changes under the request is taken as it comes', () => {
    const completer = completerWith(known);
    for (const before of ['', 'reg', '\n\n\nreg', 'x', 'function () {\n  reg', '}\nreg', '\r', '\u0000\ud800'])
      expect(() => completer.suggest(at(before, before))).not.toThrow();
    expect(completer.suggest(at('a();\nreg')).text).toBe('ister(name, handler, options);');
  });
});

test('files that are given again and again take no more and more memory', () => {
  const completer = new LineCompleter(undefined);
  const text = 'const value = compute(input, output);\n'.repeat(3_000);
  completer.addFile('src/kept.ts', `begin {\n  ${known}}\n`);
  for (let i = 0; i < 40; i++) completer.addFile('src/busy.ts', text);
  const { sizeBytes } = completer;
  for (let i = 0; i < 60; i++) completer.addFile('src/busy.ts', text);
  expect(completer.sizeBytes).toBeLessThanOrEqual(sizeBytes);
  expect(completer.suggest(at('begin {\n  reg')).text).toBe('ister(name, handler, options);');
});
