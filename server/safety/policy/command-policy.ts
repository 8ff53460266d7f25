/**
 * What may run without a question, what asks, and what never runs. A person's own policy decides; that of a workspace can only make it
 * stricter, because the author of the workspace is not the person who runs the command. Pure.
 */
import * as v from 'valibot';
import { type Effect, effectKinds, type Level, levelOf, levels, type Verdict } from '../verdict.js';
import type { Approvals } from './approvals.js';

const actions = ['allow', 'ask', 'deny'] as const;
export type PolicyAction = (typeof actions)[number];

const oneOrMore = <const T extends readonly string[]>(names: T) =>
  v.union([v.picklist(names), v.pipe(v.array(v.picklist(names)), v.maxLength(20))]);
const pattern = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

/** A rule matches an effect if all that it names matches; what it leaves out matches anything. */
const ruleSchema = v.strictObject({
  action: v.picklist(actions),
  level: v.optional(oneOrMore(levels)),
  effect: v.optional(oneOrMore(effectKinds)),
  /** Names of programs, with `*`. */
  program: v.optional(v.union([pattern, v.pipe(v.array(pattern), v.maxLength(100))])),
  /** What the effect acts on, with `*`. */
  path: v.optional(v.union([pattern, v.pipe(v.array(pattern), v.maxLength(100))])),
});

export const commandPolicySchema = v.strictObject({
  $schema: v.optional(v.string()),
  rules: v.pipe(v.array(ruleSchema), v.maxLength(200)),
});

export type CommandPolicy = v.InferOutput<typeof commandPolicySchema>;
type PolicyRule = CommandPolicy['rules'][number];

export interface Policies {
  /** The person's own. */
  readonly user?: CommandPolicy | undefined;
  /** The one that lies in the workspace: rules that allow are not looked at. */
  readonly workspace?: CommandPolicy | undefined;
  readonly approvals?: Approvals | undefined;
}

/** Without a rule, what only reads is allowed, and everything else asks. */
const byDefault = (level: Level): PolicyAction => (level === 'read-only' ? 'allow' : 'ask');

/** Returns the strictest decision over all effects of a line. */
export function decideCommand(verdict: Verdict, { user, workspace, approvals }: Policies): PolicyAction {
  let decision: PolicyAction = verdict.parsed ? 'allow' : 'ask';
  for (const effect of verdict.effects) {
    const own = firstMatch(user?.rules ?? [], effect, verdict.programs);
    const approved = own === undefined && approvals?.covers(effect) === true ? 'allow' : undefined;
    decision = stricter(decision, own ?? approved ?? byDefault(levelOf(effect)));
    const there = firstMatch(
      (workspace?.rules ?? []).filter(rule => rule.action !== 'allow'),
      effect,
      verdict.programs,
    );
    if (there !== undefined) decision = stricter(decision, there);
  }
  // A long line shows a part of its effects; its level counts all of them.
  return stricter(decision, verdict.effects.length === 0 || isCut(verdict) ? byDefault(verdict.level) : 'allow');
}

const isCut = ({ effects, level }: Verdict): boolean => effects.every(effect => levels.indexOf(levelOf(effect)) < levels.indexOf(level));

const stricter = (a: PolicyAction, b: PolicyAction): PolicyAction => (actions.indexOf(a) >= actions.indexOf(b) ? a : b);

const firstMatch = (rules: readonly PolicyRule[], effect: Effect, programs: readonly string[]): PolicyAction | undefined =>
  rules.find(rule => matches(rule, effect, programs))?.action;

const listOf = (value: string | readonly string[]): readonly string[] => (typeof value === 'string' ? [value] : value);

function matches({ action, level, effect: kinds, program, path }: PolicyRule, effect: Effect, programs: readonly string[]): boolean {
  if (level !== undefined && !listOf(level).includes(levelOf(effect))) return false;
  if (kinds !== undefined && !listOf(kinds).includes(effect.kind)) return false;
  if (path !== undefined && !listOf(path).some(one => isLike(effect.target, one))) return false;
  if (program === undefined) return true;
  const names = listOf(program);
  const isNamed = (name: string): boolean => names.some(one => isLike(name, one));
  // To allow, all programs of the line must be named; to ask or deny, one is enough.
  return programs.length > 0 && (action === 'allow' ? programs.every(isNamed) : programs.some(isNamed));
}

/** `*` stands for any text. Linear: a star only goes back to the last one. */
function isLike(text: string, like: string): boolean {
  let t = 0;
  let l = 0;
  let star = -1;
  let from = 0;
  while (t < text.length) {
    if (like[l] === '*') {
      star = l++;
      from = t;
    } else if (like[l] === text[t]) {
      l++;
      t++;
    } else if (star >= 0) {
      l = star + 1;
      t = ++from;
    } else return false;
  }
  while (like[l] === '*') l++;
  return l === like.length;
}
