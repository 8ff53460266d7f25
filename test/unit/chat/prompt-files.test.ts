import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { expandCommand } from '../../../server/chat/answer/expand-command.js';
import { PromptFiles, promptOf } from '../../../server/chat/context/prompt-files.js';
import { aFolder } from '../../kit/a-folder.js';

const folder = aFolder({
  '.vibe/prompts/port.md': '---\ndescription: Port to Rust\n---\nPort $ARGUMENTS to Rust. Keep $ARGUMENTS short.\n',
  '.vibe/prompts/tidy.md': '# Tidy up\n\nMake it tidy.\n',
  '.vibe/prompts/not a name!.md': 'x',
  '.vibe/prompts/notes.txt': 'x',
});
afterEach(() => folder.remove());

const ask = (question: string) => ({ question, task: 'chat' as const });

describe('prompt files', () => {
  test('are listed by name with their description, and nothing else is', async () => {
    const prompts = await new PromptFiles(() => [folder.uri, 'file:///nowhere']).list(new AbortController().signal);
    expect(prompts.map(({ name, description }) => [name, description]).toSorted(([a = ''], [b = '']) => a.localeCompare(b))).toEqual([
      ['port', 'Port to Rust'],
      ['tidy', 'Tidy up'],
    ]);
  });

  test('that are links, or lie in a folder that a link leads to, are not read', async () => {
    const outside = aFolder({ 'secret.md': '# Secret\n', 'prompts/far.md': '# Far\n' });
    const linked = aFolder({ '.vibe/prompts/own.md': '# Own\n' });
    symlinkSync(join(outside.root, 'secret.md'), join(linked.root, '.vibe/prompts/stolen.md'));
    const away = aFolder({ 'a.txt': '' });
    mkdirSync(join(away.root, '.vibe'));
    symlinkSync(join(outside.root, 'prompts'), join(away.root, '.vibe/prompts'));
    const prompts = await new PromptFiles(() => [linked.uri, away.uri]).list(new AbortController().signal);
    expect(prompts.map(({ name }) => name)).toEqual(['own']);
    for (const one of [outside, linked, away]) one.remove();
  });

  test('insert what is typed after the name literally', () => {
    const prompts = [promptOf('port', 'Port $ARGUMENTS to Rust. Keep $ARGUMENTS short.'), promptOf('tidy', 'Make it tidy.')];
    expect(expandCommand(ask("/port $& it's"), prompts)).toMatchObject({
      topic: "$& it's",
      instruction: "Port $& it's to Rust. Keep $& it's short.",
    });
    expect(expandCommand(ask('/tidy the pool'), prompts).instruction).toBe('Make it tidy.\n\nthe pool');
    expect(expandCommand(ask('/tidy'), prompts)).toMatchObject({ topic: 'Make it tidy.', instruction: 'Make it tidy.', by: 'model' });
  });

  test('cannot replace built-in commands', () => {
    expect(expandCommand(ask('/help'), [promptOf('help', 'mine')]).by).toBe('help');
  });
});
