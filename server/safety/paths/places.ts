/** Decides where a resolved path lies: what kind of place it is, and so how much an effect there matters. Pure. */
import type { PlaceKind } from '../verdict.js';
import { couldBe, hasMark, isUncertain, mark } from './marks.js';
import { protectedAnywhere, protectedInHome, rebuiltNames, secretPaths, secretsExcept } from './place-names.js';
import type { Folders } from './resolve-path.js';

export interface PathPlace {
  readonly kind: PlaceKind;
  readonly inside: boolean;
}

const componentsOf = (path: string): readonly string[] => path.split('/').filter(part => part !== '');

/** The part of `path` below `folder`, or undefined if it lies elsewhere. */
function below(path: readonly string[], folder: string): readonly string[] | undefined {
  const start = componentsOf(folder);
  if (path.length < start.length) return undefined;
  return start.every((part, i) => couldBe(path[i] ?? '', part)) ? path.slice(start.length) : undefined;
}

/** A workspace that is the home folder, or holds it, is no workspace: what lies there is a person's, not a project's. */
function workspaceOf({ workspace, home }: Folders): string | undefined {
  const home1 = componentsOf(home);
  return below(home1, workspace) === undefined || home1.length === 0 ? workspace : undefined;
}

export function placeOfPath(path: string | undefined, folders: Folders, use: 'read' | 'write'): PathPlace {
  if (path === undefined) return { kind: 'unknown', inside: false };
  const parts = componentsOf(path);
  if (parts[0] === 'dev') return { kind: devicePlace(parts), inside: false };
  const root = workspaceOf(folders);
  const inWorkspace = root === undefined || root === '/' ? undefined : below(parts, root);
  const inside = inWorkspace !== undefined;
  const inHome = below(parts, folders.home);
  // A system's file of secrets belongs to the system when it is written.
  if (isSecret(parts, use) && (use === 'read' || inside || inHome)) return { kind: 'secret', inside };
  if (inWorkspace) return { kind: workspacePlace(inWorkspace, use), inside: true };
  if (use === 'write' && endsProtected(parts)) return { kind: 'protected', inside: false };
  if (isTemporary(parts)) return { kind: 'temporary', inside: false };
  if (inHome) return { kind: use === 'write' && matchesAny(inHome, protectedInHome) ? 'protected' : 'home', inside: false };
  return { kind: folders.windows && /^[d-z]:$/.test(parts[0] ?? '') ? 'home' : 'system', inside: false };
}

function devicePlace(parts: readonly string[]): PlaceKind {
  const harmless = ['null', 'zero', 'full', 'random', 'urandom', 'stdin', 'stdout', 'stderr', 'tty', 'fd', 'ptmx'];
  if (parts[1] === 'shm' && parts.length > 2) return 'temporary';
  if (parts.length === 1) return 'device';
  return harmless.includes(parts[1] ?? '') ? 'nowhere' : 'device';
}

function workspacePlace(parts: readonly string[], use: 'read' | 'write'): PlaceKind {
  if (use === 'write' && endsProtected(parts)) return 'protected';
  return parts.some(isRebuilt) ? 'rebuilt' : 'workspace';
}

/** Names of folders and files that a tool makes again. A pattern counts only if all that it matches has such a name. */
function isRebuilt(component: string): boolean {
  if (isUncertain(component)) return false;
  const name = component.toLowerCase();
  return (
    rebuiltNames.folders.has(name) ||
    rebuiltNames.endings.some(ending => name.endsWith(ending)) ||
    rebuiltNames.starts.some(start => name.startsWith(start))
  );
}

function isTemporary(parts: readonly string[]): boolean {
  if (parts[0] === 'private') return isTemporary(parts.slice(1));
  const rest =
    parts[0] === 'tmp'
      ? parts.slice(1)
      : parts[0] === 'var' && parts[1] === 'tmp'
        ? parts.slice(2)
        : parts[0] === 'var' && parts[1] === 'folders'
          ? parts.slice(4)
          : windowsTemporary(parts);
  const [first] = rest ?? [];
  // The folder itself, or everything in it, belongs to other programs too.
  return first !== undefined && first !== mark.star;
}

function windowsTemporary(parts: readonly string[]): readonly string[] | undefined {
  const at = parts.findIndex(
    (part, i) => part.toLowerCase() === 'temp' && (parts[i - 1]?.toLowerCase() === 'local' || parts[i - 1]?.toLowerCase() === 'windows'),
  );
  return at < 0 ? undefined : parts.slice(at + 1);
}

/** A row of names matches a path that runs through it: `.ssh` also names what lies below. */
function matchesAny(parts: readonly string[], rows: readonly (readonly string[])[]): boolean {
  return rows.some(row => row.length <= parts.length && row.every((name, i) => nameMatches(parts[i] ?? '', name)));
}

function endsProtected(parts: readonly string[]): boolean {
  return protectedAnywhere.some(row =>
    parts.some(
      (_, at) =>
        at + row.length <= parts.length && row.every((name, i) => nameMatches(parts[at + i] ?? '', name, at + i === parts.length - 1)),
    ),
  );
}

/** `name` may begin or end with a star. */
function nameMatches(component: string, name: string, isLast = false): boolean {
  // `*.json` is meant for files of that kind, and not for the one that has a secret in it.
  if (!name.includes('*')) return (!isLast || !component.startsWith(mark.star)) && couldBe(component, name);
  const plain = component.toLowerCase();
  if (name.startsWith('*') && name.endsWith('*') && name.length > 1) return plain.includes(name.slice(1, -1));
  return name.startsWith('*') ? plain.endsWith(name.slice(1)) : plain.startsWith(name.slice(0, -1));
}

function isSecret(parts: readonly string[], use: 'read' | 'write'): boolean {
  const last = (parts.at(-1) ?? '').toLowerCase();
  if (!hasMark(last) && secretsExcept.some(name => nameMatches(last, name))) return false;
  return secretPaths.some(({ row, only }) => {
    if (only !== undefined && only !== use) return false;
    return parts.some(
      (_, at) =>
        at + row.length <= parts.length && row.every((name, i) => nameMatches(parts[at + i] ?? '', name, at + i === parts.length - 1)),
    );
  });
}
