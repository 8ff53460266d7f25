/** Makes the label of a place in prompts and citations: its path, preceded by its folder's name if several folders are open. Pure. */
import type { PlaceRange } from '../../protocol/place.js';

export function labelMaker(folders: readonly string[]): (range: Pick<PlaceRange, 'folder' | 'path'>) => string {
  if (folders.length < 2) return ({ path }) => path;
  const names = new Map<string, string>();
  for (const folder of folders) {
    const name = decodeURIComponent(folder.replace(/\/+$/, '').split('/').at(-1) ?? folder);
    const taken = new Set(names.values());
    let free = name;
    for (let n = 2; taken.has(free); n++) free = `${name}-${n}`;
    names.set(folder, free);
  }
  return ({ folder, path }) => `${names.get(folder) ?? 'other'}/${path}`;
}
