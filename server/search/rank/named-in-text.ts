/** Detects whether a text names a path: as the scope of a change (`net/http: …`), by its file name, or by the end of its path. Pure. */
import { type ChangeScope, flatten } from '../query/change-scope.js';
import type { ParsedQuery } from '../query/parse-query.js';
import type { BaseFeature } from './feature-names.js';
import type { PathFacts } from './path-facts.js';

export class NamedInText {
  readonly #text: string;
  readonly #scope: ChangeScope;

  constructor({ text, scope }: ParsedQuery) {
    this.#text = text;
    this.#scope = scope;
  }

  /** Sets only the features that are not 0. */
  of(path: string, facts: PathFacts, set: (feature: BaseFeature, value: number) => void): void {
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    if (name.includes('.') && this.#text.includes(name)) set('nameWritten', 1);
    if (slash > 0) {
      const end = path.slice(path.lastIndexOf('/', slash - 1) + 1);
      if (this.#text.includes(end.replace(/\.\w+$/, ''))) set('pathWritten', 1);
    }
    if (this.#scope.typed.length > 0) this.#scoped(path.toLowerCase(), facts, set);
  }

  #scoped(path: string, { base, folders, flatName }: PathFacts, set: (feature: BaseFeature, value: number) => void): void {
    const { typed, names, parts } = this.#scope;
    const around = path.split('/').slice(0, -1).map(flatten);
    const share = <T>(all: readonly T[], has: (one: T) => boolean): number => all.filter(has).length / Math.max(1, all.length);
    set('scopeBase', names.includes(flatName) ? 1 : 0);
    set(
      'scopeFolder',
      share(names, name => around.includes(name)),
    );
    set('scopePath', typed.some(one => one.includes('/') && path.includes(one)) ? 1 : 0);
    set(
      'scopeShare',
      share(parts, part => base.has(part) || folders.has(part)),
    );
  }
}
