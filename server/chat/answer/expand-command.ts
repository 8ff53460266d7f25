/** Parses `/name words`: what to search for, what to tell the model, and who answers. Pure. */
import type { Ask } from '../../protocol/chat.js';
import { english } from '../../protocol/sentences/english.js';
import { type PromptFile, withArguments } from '../context/prompt-files.js';
import { commands, type SlashCommand } from './chat-commands.js';

export interface Expanded {
  /** The words to search for. */
  readonly topic: string;
  /** The words for the model. */
  readonly instruction: string;
  readonly task: Ask['task'];
  readonly by: SlashCommand['by'];
}

export function expandCommand({ question, task }: Pick<Ask, 'question' | 'task'>, prompts: readonly PromptFile[]): Expanded {
  const match = /^\/([\w-]+)(?:\s+|$)/.exec(question);
  const plain: Expanded = { topic: question, instruction: question, task, by: 'model' };
  if (match === null) return plain;
  const name = match[1]!;
  const typed = question.slice(match[0].length).trim();
  const command = commands.find(row => row.name === name);
  if (command) {
    const instruction = [command.instruction, typed].filter(part => part !== '').join('\n\n');
    return {
      topic: typed === '' ? english[command.description] : typed,
      instruction,
      task: task === 'chat' ? command.task : task,
      by: command.by,
    };
  }
  const own = prompts.find(prompt => prompt.name === name);
  // Text that begins with a path, such as /etc/hosts, is an ordinary question.
  return own ? { ...plain, topic: typed === '' ? own.text : typed, instruction: withArguments(own, typed) } : plain;
}
