/** The slash commands, one row each. What a person types after the name is added to the instruction. Pure data. */
import type { Ask } from '../../protocol/chat.js';
import type { English } from '../../protocol/sentences/english.js';
import type { PlainKeyOf } from '../../protocol/sentences/fill.js';
import { say, type Wording, worded } from '../../protocol/sentences/sentence.js';

export interface SlashCommand {
  readonly name: string;
  /** One line in the menu. */
  readonly description: PlainKeyOf<English>;
  /** Instruction for the model, placed before the person's own words; '' if those are enough. */
  readonly instruction: string;
  readonly task: Ask['task'];
  /** `passages` answers from the index alone, `help` from this list. */
  readonly by: 'model' | 'passages' | 'help';
}

export const commands: readonly SlashCommand[] = [
  {
    name: 'explain',
    description: 'commandExplain',
    instruction:
      'Explain this code to a programmer who is new to it: what it is for, how it works step by step, and what would surprise a reader.',
    task: 'explain',
    by: 'model',
  },
  {
    name: 'fix',
    description: 'commandFix',
    instruction:
      'Find the cause of this problem in the given code, say it in one sentence, then show the corrected code in full for each function that changes.',
    task: 'edit',
    by: 'model',
  },
  {
    name: 'tests',
    description: 'commandTests',
    instruction:
      'Write tests for this code. Use the test framework, the folder and the style of the tests that are given; cover the usual case, the edges and the failures.',
    task: 'edit',
    by: 'model',
  },
  {
    name: 'doc',
    description: 'commandDoc',
    instruction:
      'Write documentation comments for this code in the style of its language and of the given files: purpose, parameters, result, failures.',
    task: 'edit',
    by: 'model',
  },
  {
    name: 'refactor',
    description: 'commandRefactor',
    instruction:
      'Refactor this code so that it is simpler to read and behaves the same. Show the new code in full, then list what changed and why.',
    task: 'edit',
    by: 'model',
  },
  {
    name: 'review',
    description: 'commandReview',
    instruction:
      'Review this code. List mistakes first (wrong results, races, leaks, missing checks), then what is hard to read; each with its lines and what to do.',
    task: 'explain',
    by: 'model',
  },
  {
    name: 'commit',
    description: 'commandCommit',
    instruction:
      'Write a commit message for this change: a subject of at most 70 characters in the imperative, a blank line, then why the change was made.',
    task: 'command',
    by: 'model',
  },
  { name: 'search', description: 'commandSearch', instruction: '', task: 'chat', by: 'passages' },
  { name: 'help', description: 'commandHelp', instruction: '', task: 'chat', by: 'help' },
];

export function helpText(prompts: readonly { readonly name: string; readonly description: string }[], wording: Wording): string {
  const own = commands.map(({ name, description }) => ({ name, description: worded(say(description), wording) }));
  const rows = [...own, ...prompts].map(({ name, description }) => `- \`/${name}\`: ${description}`);
  return `${worded(say('helpIntroduction'), wording)}\n\n${rows.join('\n')}\n\n${worded(say('helpContext'), wording)}\n`;
}
