import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

interface Setting {
  readonly scope?: string;
  readonly default?: unknown;
}
interface Manifest {
  readonly extensionKind: readonly string[];
  readonly capabilities: Readonly<Record<string, { readonly supported: unknown; readonly description: string }>>;
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly keybindings: readonly { readonly command: string; readonly key: string; readonly when?: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly languageModelTools: readonly { readonly when: string }[];
    readonly chatParticipants: readonly { readonly when: string }[];
  };
}
const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')) as Manifest;
const { capabilities, contributes } = manifest;

test('the extension runs on the machine that has the files, and says where it does not run', () => {
  expect(manifest.extensionKind).toEqual(['workspace']);
  expect(capabilities['virtualWorkspaces']).toMatchObject({ supported: false, description: '%virtual%' });
  expect(capabilities['untrustedWorkspaces']).toMatchObject({ supported: 'limited', description: '%untrusted%' });
});

test('no workspace, trusted or not, decides where code is sent or what may be reached', () => {
  const reaching = ['vibe.endpoints', 'vibe.offline', 'vibe.allowWebPages', 'vibe.certificateAuthorities', 'vibe.shareWithOtherAssistants'];
  for (const name of reaching) expect([name, contributes.configuration.properties[name]?.scope]).toEqual([name, 'machine']);
});

test('nothing is shared with other assistants before it is switched on', () => {
  expect(contributes.configuration.properties['vibe.shareWithOtherAssistants']?.default).toBe(false);
  for (const { when } of [...contributes.languageModelTools, ...contributes.chatParticipants])
    expect(when).toBe('config.vibe.shareWithOtherAssistants');
});

test('every key and menu names a command of the manifest, and no key has two commands', () => {
  const commands = new Set(contributes.commands.map(({ command }) => command));
  const named = [...contributes.keybindings, ...Object.values(contributes.menus).flat()].map(({ command }) => command);
  expect(named.filter(command => !commands.has(command))).toEqual([]);
  const keys = contributes.keybindings.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});

test('a key that VS Code itself uses is taken only while Vibe writes', () => {
  for (const { key, when } of contributes.keybindings)
    if (!key.startsWith('ctrl+alt+shift+')) expect([key, when]).toEqual([key, expect.stringMatching(/^vibe\.writing && /)]);
});
