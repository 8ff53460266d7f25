/** `vibe check-command` and `vibe check-secrets` over pipes: the built program, lines in and lines out. */
import { spawn, spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AFolder, aFolder } from '../kit/a-folder.js';
import { cliPath } from '../kit/a-stdio-server.js';

let folder: AFolder;
beforeEach(() => {
  folder = aFolder({
    'package.json': '{"scripts":{"clean":"rm -rf ~","build":"tsc -b"}}',
    Makefile: 'all: build\nbuild:\n\tcc -c a.c\nwipe:\n\trm -rf $(HOME)\n',
    'evil/.git/config': '[core]\n\tfsmonitor = touch /etc/x\n',
    'policy.json': '{"rules":[{"action":"allow","level":"writes"}]}',
    'wrong.json': '{"rules":[{"action":"perhaps"}]}',
    'strict/.vibe/command-policy.json': '{"rules":[{"action":"deny","effect":"write"}]}',
  });
  symlinkSync('/etc', join(folder.root, 'link'));
});
afterEach(() => folder.remove());

interface Row {
  readonly id?: string | number;
  readonly type?: string;
  readonly level?: string;
  readonly decision?: string;
  readonly spans?: readonly unknown[];
  readonly effects?: readonly object[];
}

function vibe(
  args: readonly string[],
  lines: readonly (object | string)[],
): { readonly code: number | null; readonly rows: readonly Row[]; readonly err: string } {
  const input = lines.map(line => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const { status, stdout, stderr } = spawnSync(process.execPath, [cliPath, ...args, '--json'], {
    input,
    encoding: 'utf8',
    cwd: folder.root,
    maxBuffer: 1 << 26,
  });
  // Every line that the program prints is JSON; its form is what the tests look at.
  const rows = stdout.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line) as Row]));
  return { code: status, rows, err: stderr };
}

const check = (commands: readonly string[], ...args: string[]) =>
  vibe(
    ['check-command', ...args],
    commands.map((command, id) => ({ id, command })),
  ).rows.map(({ level }) => level);

describe('vibe check-command', () => {
  test('prints one verdict a line, in order, with effects and places', () => {
    const { code, rows } = vibe(
      ['check-command', '--shell', 'bash', '--cwd', '/nowhere/project', '--home', '/nowhere'],
      [
        { id: 'a', command: 'ls -la' },
        { id: 7, command: 'rm -rf build/../..' },
      ],
    );
    expect(code).toBe(0);
    expect(rows).toEqual([
      { id: 'a', level: 'read-only', effects: [], reasons: [], parsed: true },
      {
        id: 7,
        level: 'destructive',
        effects: [{ kind: 'delete', target: '/nowhere', inside: false, reversible: false, from: [7, 18] }],
        reasons: [{ text: expect.stringContaining('/nowhere'), from: [7, 18] }],
        parsed: true,
      },
    ]);
  });

  test('answers rubbish with a problem and goes on', () => {
    const { code, rows } = vibe(
      ['check-command'],
      ['rubbish', '{"id":1}', '[]', 'null', '', `{"id":2,"command":"${'a'.repeat(2 << 20)}"}`, { id: 3, command: 'ls' }],
    );
    expect(code).toBe(0);
    expect(rows.map(({ type, id, level }) => [type, id, level])).toEqual([
      ['problem', undefined, undefined],
      ['problem', 1, undefined],
      ['problem', undefined, undefined],
      ['problem', undefined, undefined],
      ['problem', undefined, undefined],
      [undefined, 3, 'read-only'],
    ]);
  });

  test('judges each shell by its own grammar', () => {
    expect(check(['Remove-Item -Recurse C:\\', 'Get-ChildItem'], '--shell', 'powershell')).toEqual(['destructive', 'read-only']);
    expect(check(['del /s /q C:\\', 'dir'], '--shell', 'cmd', '--cwd', 'C:\\p', '--home', 'C:\\Users\\me')).toEqual([
      'destructive',
      'read-only',
    ]);
    expect(check(['if true; rm -rf ~; end', 'ls; and pwd'], '--shell', 'fish')).toEqual(['destructive', 'read-only']);
    expect(check(["echo *(e:'id':)", 'ls'], '--shell', 'zsh')).toEqual(['unknown', 'read-only']);
  });

  test("reads the project's own scripts, the repository's configuration and links", () => {
    expect(
      check(['npm run build', 'npm run clean', 'make', 'make wipe', 'git -C evil status', 'git status', 'echo a > link/a', 'rm -rf link/']),
    ).toEqual(['network', 'destructive', 'network', 'destructive', 'unknown', 'read-only', 'privileged', 'destructive']);
  });

  test('decides by a policy, which the workspace can only tighten', () => {
    const lines = [
      { id: 1, command: 'touch a' },
      { id: 2, command: 'curl localhost' },
    ];
    const decisions = (cwd: string) =>
      vibe(['check-command', '--policy', 'policy.json', '--cwd', join(folder.root, cwd)], lines).rows.map(({ decision }) => decision);
    expect(decisions('.')).toEqual(['allow', 'ask']);
    expect(decisions('strict')).toEqual(['deny', 'ask']);
    expect(vibe(['check-command', '--policy', 'wrong.json'], lines)).toMatchObject({
      code: 2,
      rows: [{ type: 'problem', code: 'bad-params' }],
    });
  });

  test('answers a line before the next one comes', async () => {
    const child = spawn(process.execPath, [cliPath, 'check-command', '--json'], { cwd: folder.root });
    try {
      child.stdin.write('{"id":1,"command":"ls"}\n');
      const [chunk] = await new Promise<Buffer[]>(resolve => child.stdout.once('data', (data: Buffer) => resolve([data])));
      expect(JSON.parse(String(chunk))).toMatchObject({ id: 1, level: 'read-only' });
    } finally {
      child.kill();
    }
  });
});

describe('vibe check-secrets', () => {
  test('prints the spans of each text', () => {
    const token = ['ghp', 'x7Kq2Lm9Pz4Rt6Vw8Yb1Nc3Df5Gh0Js2Kl4M'].join('_');
    const { code, rows } = vibe(
      ['check-secrets'],
      [{ id: 'a', text: `é token: ${token}\n` }, { id: 'b', text: 'commit 9f8a7b6c5d4e3f2a1b0c9f8a7b6c5d4e3f2a1b0c' }, 'rubbish'],
    );
    expect(code).toBe(0);
    expect(rows).toEqual([
      { id: 'a', spans: [[9, 9 + token.length, 'github-token']] },
      { id: 'b', spans: [] },
      expect.objectContaining({ type: 'problem' }),
    ]);
  });
});
