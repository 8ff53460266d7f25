/** Finds, in one pass over a text, the rules whose mark occurs in it: a table by the first two characters of the marks. Pure. */
import type { SecretRule } from './secret-rule.js';

const slot = (a: number, b: number): number => ((a & 127) << 7) | (b & 127);

interface Mark {
  readonly text: string;
  readonly rule: number;
}

export class RuleIndex {
  readonly #rules: readonly SecretRule[];
  readonly #buckets: (readonly Mark[] | undefined)[] = Array.from({ length: 1 << 14 });
  /** Marks of one character. */
  readonly #always: readonly number[];

  constructor(rules: readonly SecretRule[]) {
    this.#rules = rules;
    const always: number[] = [];
    for (const [rule, { near }] of rules.entries()) {
      for (const mark of near) {
        const text = mark.toLowerCase();
        if (text.length < 2) always.push(rule);
        else {
          const at = slot(text.charCodeAt(0), text.charCodeAt(1));
          this.#buckets[at] = [...(this.#buckets[at] ?? []), { text, rule }];
        }
      }
    }
    this.#always = always;
  }

  /** In the order of the rules. Case is not looked at: the pattern of a rule decides. */
  rulesFor(text: string): readonly SecretRule[] {
    const lower = text.toLowerCase();
    const seen = new Set<number>(this.#always);
    let before = lower.charCodeAt(0);
    for (let i = 1; i < lower.length; i++) {
      const code = lower.charCodeAt(i);
      const bucket = this.#buckets[slot(before, code)];
      before = code;
      if (bucket === undefined) continue;
      for (const { text: mark, rule } of bucket) if (!seen.has(rule) && lower.startsWith(mark, i - 1)) seen.add(rule);
    }
    return this.#rules.filter((_, i) => seen.has(i));
  }
}
