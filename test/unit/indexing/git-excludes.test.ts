/** The ignore lists that git reads besides `.gitignore`. */
import { afterEach, expect, test, vi } from 'vitest';
import { gitExcludes } from '../../../server/indexing/scan/git-excludes.js';
import { TestFolder } from '../../kit/workspace.js';

afterEach(() => vi.unstubAllEnvs());

function listsOf(files: Readonly<Record<string, string>>, repository: string): readonly string[] {
  using folder = new TestFolder(files);
  vi.stubEnv('XDG_CONFIG_HOME', '');
  return gitExcludes(`${folder.root}/${repository}`, `${folder.root}/home`).map(({ path }) =>
    path.replaceAll('\\', '/').replace(`${folder.root}/`, ''),
  );
}

test('of a plain repository are its info/exclude and the default list of the person', () =>
  expect(listsOf({ 'r/.git/config': '' }, 'r')).toEqual(['r/.git/info/exclude', 'home/.config/git/ignore']));
test('of a linked worktree are those of the main one', () =>
  expect(
    listsOf({ 'w/.git': 'gitdir: ../r/.git/worktrees/w\n', 'r/.git/worktrees/w/commondir': '../..\n', 'r/.git/config': '' }, 'w'),
  ).toEqual(['r/.git/info/exclude', 'home/.config/git/ignore']));
test('of a submodule are in the folder that its .git file names', () =>
  expect(listsOf({ 'r/sub/.git': 'gitdir: ../.git/modules/sub\n', 'r/.git/modules/sub/config': '' }, 'r/sub')[0]).toBe(
    'r/.git/modules/sub/info/exclude',
  ));
test.each([
  ['[core]\n\texcludesFile = ~/mine\n', 'home/mine'],
  ['[user]\n\tname = a\n[Core]\n  excludesfile = "~/my list"\n', 'home/my list'],
  ['[other]\n\texcludesFile = ~/mine\n', 'home/.config/git/ignore'],
])('the setting %j of the person names the list', (config, path) =>
  expect(listsOf({ 'r/.git/config': '', 'home/.gitconfig': config }, 'r')[1]).toBe(path),
);
test('the setting of the repository outweighs that of the person, and an empty one turns the list off', () => {
  const home = { 'home/.gitconfig': '[core]\nexcludesFile = ~/mine\n' };
  expect(listsOf({ ...home, 'r/.git/config': '[core]\nexcludesFile = ~/ours\n' }, 'r')[1]).toBe('home/ours');
  expect(listsOf({ ...home, 'r/.git/config': '[core]\nexcludesFile =\n' }, 'r')).toHaveLength(1);
});
