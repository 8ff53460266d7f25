/** Policies and approvals: who may decide what, and what an agreement covers. */
import { parse } from 'valibot';
import { describe, expect, test } from 'vitest';
import { Approvals } from '../../../server/safety/policy/approvals.js';
import { commandPolicySchema, decideCommand } from '../../../server/safety/policy/command-policy.js';
import { judgeLine } from '../../kit/corpora/command-corpus.js';

const judge = (command: string) => judgeLine(command, 'bash', {});
const policy = (...rules: object[]) => parse(commandPolicySchema, { rules });

describe('decideCommand()', () => {
  test('allows what only reads and asks for the rest, without a policy', () => {
    expect(['git status', 'touch a', 'curl localhost', 'rm -rf ~', 'nonsense'].map(line => decideCommand(judge(line), {}))).toEqual([
      'allow',
      'ask',
      'ask',
      'ask',
      'ask',
    ]);
  });

  test('takes the first rule that matches, by level, effect, program or path', () => {
    expect(decideCommand(judge('touch a'), { user: policy({ action: 'allow', level: 'writes' }) })).toBe('allow');
    expect(decideCommand(judge('touch a'), { user: policy({ action: 'allow', effect: ['write', 'read'] }) })).toBe('allow');
    expect(decideCommand(judge('mkdir build && touch a'), { user: policy({ action: 'allow', program: ['mkdir'] }) })).toBe('ask');
    expect(decideCommand(judge('mkdir build && rm -rf ~'), { user: policy({ action: 'deny', program: 'rm' }) })).toBe('deny');
    expect(decideCommand(judge('touch build/a'), { user: policy({ action: 'deny', path: '/home/me/project/build/*' }) })).toBe('deny');
    expect(decideCommand(judge('touch a'), { user: policy({ action: 'ask', level: 'writes' }, { action: 'allow' }) })).toBe('ask');
  });

  test('lets a workspace tighten and never loosen', () => {
    const user = policy({ action: 'allow', level: 'writes' });
    expect(decideCommand(judge('touch a'), { user, workspace: policy({ action: 'deny', effect: 'write' }) })).toBe('deny');
    expect(decideCommand(judge('curl localhost'), { user, workspace: policy({ action: 'allow' }) })).toBe('ask');
  });

  test('asks for a line that could not be read, whatever the policy allows', () => {
    expect(decideCommand(judge("echo 'a"), { user: policy({ action: 'allow' }) })).toBe('ask');
  });

  test('refuses a policy with unknown words', () => {
    expect(() => policy({ action: 'allow', levl: 'writes' })).toThrow(/levl/);
  });
});

describe('approvals', () => {
  test('cover the same effect below the same folder, by whatever command', () => {
    const approvals = new Approvals();
    approvals.agree(judge('touch build/a').effects);
    const decide = (line: string) => decideCommand(judge(line), { approvals });
    expect(['cp a build/b', 'mkdir build/x/y', 'touch src/a', 'rm build/../src/a', 'touch /etc/a'].map(decide)).toEqual([
      'allow',
      'allow',
      'ask',
      'ask',
      'ask',
    ]);
  });

  test('are never kept for what cannot be undone or is not understood', () => {
    const approvals = new Approvals();
    approvals.agree(judge('rm -rf ~; sudo ls; nonsense').effects);
    expect(approvals.rows).toEqual([]);
  });
});
