/** Finds the rule of a program by its name. The table fills it in, so that rules which run other programs need not import the table. */
import type { Shell } from '../run/call.js';
import type { Rule } from './rule.js';

const common = new Map<string, Rule>();
const byShell = new Map<Shell, Map<string, Rule>>();

/** Called once by the table, for the rules of all shells and for those of one. */
export function addRules(rules: readonly Rule[], shell?: Shell): void {
  let target = common;
  if (shell !== undefined) {
    target = byShell.get(shell) ?? new Map<string, Rule>();
    byShell.set(shell, target);
  }
  for (const rule of rules) for (const name of rule.names.split(' ')) target.set(name.toLowerCase(), rule);
}

/** Names are looked up without case, since some systems find programs that way. */
export function ruleOf(name: string, shell: Shell): Rule | undefined {
  const key = name.toLowerCase();
  return byShell.get(shell)?.get(key) ?? common.get(key);
}
