/** Collects effects and reasons of one line, each one once, and adds them up to a verdict. Pure. */

import { shownText } from '../paths/marks.js';
import { type Effect, type Level, levelOf, type Span, strongerLevel, type Verdict, type VerdictReason } from '../verdict.js';
import type { EffectInput } from './call.js';

/** A verdict is shown to people: more rows than this say nothing more. The level still counts all of them. */
const maxRows = 60;

export class EffectRecorder {
  readonly #effects = new Map<string, Effect>();
  readonly #reasons = new Map<string, VerdictReason>();
  readonly #programs = new Set<string>();
  #level: Level = 'read-only';
  #parsed = true;

  get level(): Level {
    return this.#level;
  }

  effect({ kind, target, place, inside = false, reversible = false }: EffectInput, from: Span, reason?: string): void {
    const effect: Effect = { kind, target: shownText(target), place, inside, reversible: reversible || kind === 'read', from };
    const level = levelOf(effect);
    this.#level = strongerLevel(this.#level, level);
    const key = `${kind} ${place} ${effect.target} ${inside} ${effect.reversible}`;
    if (this.#effects.size < maxRows && !this.#effects.has(key)) this.#effects.set(key, effect);
    if (level === 'unknown' || level === 'destructive' || level === 'privileged') this.reason(reason ?? sentenceOf(effect), from);
  }

  program(name: string): void {
    if (this.#programs.size < maxRows) this.#programs.add(name);
  }

  reason(text: string, from: Span): void {
    const key = `${text} ${from[0]}`;
    if (this.#reasons.size < maxRows && !this.#reasons.has(key)) this.#reasons.set(key, { text, from });
  }

  unknown(why: string, from: Span): void {
    this.effect({ kind: 'unknown', target: why, place: 'unknown' }, from, `Not understood: ${shownText(why)}`);
  }

  unread(why: string, from: Span): void {
    this.#parsed = false;
    this.unknown(why, from);
  }

  verdict(): Verdict {
    return {
      level: this.#level,
      effects: [...this.#effects.values()],
      reasons: [...this.#reasons.values()],
      programs: [...this.#programs],
      parsed: this.#parsed,
    };
  }
}

const verbs: Readonly<Record<Effect['kind'], string>> = {
  read: 'Reads',
  write: 'Writes to',
  overwrite: 'Destroys the content of',
  delete: 'Deletes',
  send: 'Sends',
  fetch: 'Fetches',
  'run-code': 'Runs code:',
  environment: 'Changes which code later commands run:',
  configuration: 'Changes configuration:',
  privilege: 'Raises privileges:',
  stop: 'Stops',
  exhaust: 'Uses up the machine:',
  unknown: 'Not understood:',
};

const wheres: Readonly<Partial<Record<Effect['place'], string>>> = {
  system: ', which belongs to the system',
  device: ', a device',
  protected: ', which decides what runs later',
  secret: ', which holds secrets',
  home: ', outside the workspace',
  remote: ' on another machine',
};

const sentenceOf = ({ kind, target, place, reversible, inside }: Effect): string =>
  `${verbs[kind]} ${target}${wheres[place] ?? ''}${kind === 'delete' && inside && !reversible ? ', which cannot be brought back' : ''}`;
