/** What a check of a command says: its effects, where each one lands, and the level that they add up to. Pure. */

/** Weakest first. The level of a line is the strongest level of its effects. */
export const levels = ['read-only', 'writes', 'network', 'unknown', 'destructive', 'privileged'] as const;
export type Level = (typeof levels)[number];

/** UTF-16 offsets into the command as it was given. */
export type Span = readonly [start: number, end: number];

export const effectKinds = [
  'read',
  'write',
  'overwrite',
  'delete',
  'send',
  'fetch',
  'run-code',
  'environment',
  'configuration',
  'privilege',
  'stop',
  'exhaust',
  'unknown',
] as const;
export type EffectKind = (typeof effectKinds)[number];

/** Where an effect lands. */
export const places = [
  'nowhere',
  'workspace',
  /** In the workspace and made again by a tool: build output, caches, installed packages. */
  'rebuilt',
  'temporary',
  'home',
  'system',
  'device',
  /** Files that decide what runs later: hooks, start-up files, editor and agent configuration. */
  'protected',
  /** Keys, tokens and password stores. */
  'secret',
  'remote',
  /** Code that came over the network in the same line. */
  'fetched',
  'unknown',
] as const;
export type PlaceKind = (typeof places)[number];

export interface Effect {
  readonly kind: EffectKind;
  readonly target: string;
  readonly place: PlaceKind;
  readonly inside: boolean;
  readonly reversible: boolean;
  readonly from: Span;
}

export interface VerdictReason {
  readonly text: string;
  readonly from: Span;
}

export interface Verdict {
  readonly level: Level;
  readonly effects: readonly Effect[];
  readonly reasons: readonly VerdictReason[];
  /** Programs that the line starts, by name. */
  readonly programs: readonly string[];
  /** False if any part of the line could not be read for the shell that will run it. */
  readonly parsed: boolean;
}

export const strongerLevel = (a: Level, b: Level): Level => (levels.indexOf(a) >= levels.indexOf(b) ? a : b);

const writeLevel: Readonly<Record<PlaceKind, Level>> = {
  nowhere: 'read-only',
  workspace: 'writes',
  rebuilt: 'writes',
  temporary: 'writes',
  home: 'unknown',
  system: 'privileged',
  device: 'privileged',
  protected: 'privileged',
  secret: 'destructive',
  remote: 'network',
  fetched: 'unknown',
  unknown: 'unknown',
};

/** Returns the level of one effect. Nothing else decides a level: there is no list of forbidden commands. */
export function levelOf({ kind, place, reversible }: Pick<Effect, 'kind' | 'place' | 'reversible'>): Level {
  switch (kind) {
    case 'read':
      return place === 'secret' ? 'unknown' : place === 'device' ? 'privileged' : 'read-only';
    case 'write':
      // What only creates a folder or an empty file loses nothing, wherever it lands.
      return reversible && (place === 'home' || place === 'unknown') ? 'writes' : writeLevel[place];
    case 'overwrite':
    case 'delete':
      if (place === 'nowhere') return 'read-only';
      return place === 'device' ? 'privileged' : reversible ? 'writes' : 'destructive';
    case 'send':
      return reversible ? 'network' : 'destructive';
    case 'fetch':
      return 'network';
    case 'run-code':
      return place === 'fetched'
        ? 'destructive'
        : place === 'workspace' || place === 'rebuilt' || place === 'remote'
          ? 'network'
          : 'unknown';
    case 'environment':
    case 'configuration':
      return place === 'protected' || place === 'system' ? 'privileged' : reversible ? 'writes' : 'unknown';
    case 'privilege':
      return 'privileged';
    case 'stop':
      return reversible ? 'writes' : place === 'system' ? 'destructive' : 'unknown';
    case 'exhaust':
      return 'destructive';
    case 'unknown':
      return 'unknown';
  }
}
