/** Proves that definitions which the answer does not speak of are still there, and that none is doubled. Pure. */
import type { Language } from '../../text/language/languages.js';
import { outline } from '../../text/outline/outline.js';
import type { SymbolKind } from '../../text/outline/outline-item.js';
import { likeness, says, squeezed } from './compare-lines.js';

export interface Known {
  readonly name: string;
  readonly kind: SymbolKind;
  /** 0-based, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Names of what holds it, and its own. */
  readonly key: string;
}

const valueKinds = new Set<SymbolKind>(['constant', 'variable', 'property', 'key', 'rule', 'section']);

export function knownIn(lines: readonly string[], language: Language): readonly Known[] {
  const items = outline(new TextEncoder().encode(lines.join('\n')), language);
  const keys: string[] = [];
  return items.map((item, i) => {
    const parent = item.parent >= 0 && item.parent < i ? `${keys[item.parent]}/` : '';
    keys.push(`${parent}${item.qualifier ? `${item.qualifier}.` : ''}${item.name}`);
    return { name: item.name, kind: item.kind, start: item.startLine - 1, end: item.endLine, key: keys[i]! };
  });
}

export interface DefinitionClaim {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly language: Language;
  readonly prose: string;
  /** All lines of the answer, without marks. */
  readonly shown: readonly string[];
}

/** Why a definition would be lost or doubled; undefined if none is. */
export function troubleWithDefinitions({ before, after, language, prose, shown }: DefinitionClaim): string | undefined {
  const [old, fresh] = [knownIn(before, language), knownIn(after, language)];
  const nFresh = counts(fresh);
  for (const [key, n] of counts(old)) {
    if ((nFresh.get(key) ?? 0) >= n) continue;
    const one = old.find(known => known.key === key)!;
    if (valueKinds.has(one.kind) || one.end - one.start < 3) continue;
    if (isSpokenOf(one.name, prose) || isRenamed(one, before, after, old, fresh)) continue;
    // A member goes with what holds it, which is looked at itself.
    if (old.some(other => other !== one && key.startsWith(`${other.key}/`) && !nFresh.has(other.key))) continue;
    return `"${one.name}" would be lost, and the answer does not speak of it`;
  }
  const shownKeys = counts(knownIn(shown, language).map(known => ({ ...known, key: known.name })));
  const [oldSignatures, freshSignatures] = [signatures(old, before), signatures(fresh, after)];
  for (const [signature, n] of freshSignatures) {
    if (n <= Math.max(1, oldSignatures.get(signature) ?? 0)) continue;
    if (n <= (shownKeys.get(signature.split('\0')[1]!) ?? 0)) continue;
    return `"${signature.split('\0')[1]}" would be defined twice`;
  }
  return undefined;
}

function counts(all: readonly { readonly key: string }[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { key } of all) found.set(key, (found.get(key) ?? 0) + 1);
  return found;
}

/** Functions may be overloaded, so their first line counts too. */
function signatures(all: readonly Known[], lines: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { key, name, kind, start, end } of all) {
    if (kind === 'declaration' || kind === 'section' || kind === 'impl' || kind === 'test') continue;
    const head = valueKinds.has(kind)
      ? ''
      : squeezed(lines.slice(start, end).find(line => line.includes(name)) ?? '').replace(/^export(?:default)?/, '');
    const signature = `${key}\0${name}\0${head}`;
    found.set(signature, (found.get(signature) ?? 0) + 1);
  }
  return found;
}

function isSpokenOf(name: string, prose: string): boolean {
  const at = name.replace(/[^\w]/g, String.raw`\$&`);
  const words =
    'remov|delet|drop|eliminat|get rid|got rid|no longer|inlin|renam|replac|merg|mov|extract|split|combin|unif|superflu|unnecessary|unused';
  return new RegExp(String.raw`\b(?:${words})\w*[^.\n]{0,120}\b${at}\b|\b${at}\b[^.\n]{0,120}\b(?:${words})`, 'i').test(prose);
}

/** Something new has most of its lines. */
function isRenamed(
  one: Known,
  before: readonly string[],
  after: readonly string[],
  old: readonly Known[],
  fresh: readonly Known[],
): boolean {
  const names = new Set(old.map(known => known.name));
  const body = before.slice(one.start + 1, one.end).filter(says);
  return fresh.some(other => {
    if (names.has(other.name) || other.kind !== one.kind) return false;
    const lines = after.slice(other.start + 1, other.end);
    const own = new Set(lines.map(squeezed));
    const kept = body.filter(line => own.has(squeezed(line)) || lines.some(next => likeness(next, line) >= 0.7)).length;
    return body.length === 0 ? likeness(before[one.start]!, after[other.start]!) >= 0.5 : kept * 2 >= body.length;
  });
}
