/** `/name words` as what it means: the words to search for, the words for the model, and who answers. Pure. */
import type { Ask } from '../../protocol/chat.js';
import { english } from '../../protocol/sentences/english.js';
import { type PromptFile, withArguments } from '../context/prompt-files.js';
import { commands, type SlashCommand } from './chat-commands.js';

export interface Expanded {
  /** What is searched for. */
  readonly topic: string;
  /** What the model is asked. */
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
  // A path such as /etc/hosts is a question like another.
  return own ? { ...plain, topic: typed === '' ? own.text : typed, instruction: withArguments(own, typed) } : plain;
}
