/**
 * What a person has agreed to, by effect and folder ("may write inside build/"), and not by how a command begins: another command with the
 * same effects needs no second question, and the same command with other effects does. Pure; the caller keeps the rows.
 */
import { type Effect, type EffectKind, levelOf } from '../verdict.js';

export interface Approval {
  readonly kind: EffectKind;
  /** The folder, without a slash at its end, or the other machine. What lies below it is covered. */
  readonly where: string;
}

/** Older ones go first. */
const maxApprovals = 200;

export class Approvals {
  readonly #rows: Approval[];

  constructor(rows: readonly Approval[] = []) {
    this.#rows = rows.slice(-maxApprovals);
  }

  get rows(): readonly Approval[] {
    return [...this.#rows];
  }

  /** Remembers what a line with these effects was allowed to do. What is not understood, or raises privileges, is never remembered. */
  agree(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (!isRememberable(effect) || this.covers(effect)) continue;
      this.#rows.push({ kind: effect.kind, where: folderOf(effect) });
      if (this.#rows.length > maxApprovals) this.#rows.shift();
    }
  }

  covers(effect: Effect): boolean {
    if (!isRememberable(effect)) return false;
    const where = folderOf(effect);
    return this.#rows.some(row => row.kind === effect.kind && (row.where === where || where.startsWith(`${row.where}/`)));
  }
}

/** Deleting for good is asked for each time, and so is whatever is not understood. */
const isRememberable = (effect: Effect): boolean => {
  const level = levelOf(effect);
  return level === 'writes' || level === 'network' || level === 'read-only';
};

/** The folder of a file; a machine or an action as it stands. */
function folderOf({ target, kind }: Effect): string {
  if (!target.startsWith('/')) return target;
  const at = target.lastIndexOf('/');
  return kind === 'read' && at <= 0 ? target : target.slice(0, Math.max(at, 1));
}
