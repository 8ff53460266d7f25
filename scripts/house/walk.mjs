/** Walks over syntax trees. */
import { visitorKeys } from 'oxc-parser';

/**
 * Calls `visit(node, ancestors)` for each node, parents first. The nearest ancestor is the last; the list is reused, so copy it to keep it.
 * @param {any} program
 * @param {(node: any, ancestors: readonly any[]) => void} visit
 */
export function walk(program, visit) {
  const ancestors = [];
  const enter = node => {
    visit(node, ancestors);
    ancestors.push(node);
    for (const key of visitorKeys[node.type] ?? []) {
      const child = node[key];
      if (Array.isArray(child)) {
        for (const one of child) if (one) enter(one);
      } else if (child) enter(child);
    }
    ancestors.pop();
  };
  enter(program);
}

/** Collects what `pick(node, ancestors, file)` returns, except undefined, over all nodes of the files. */
export function collect(files, pick) {
  const found = [];
  for (const file of files) {
    walk(file.program, (node, ancestors) => {
      const value = pick(node, ancestors, file);
      if (value !== undefined) found.push(value);
    });
  }
  return found;
}

/** Names a place for a reader: `path:line`. */
export const placeOf = (file, node) => `${file.path}:${file.lineAt(node.start)}`;
