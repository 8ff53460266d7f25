/** Reads the client's options row by row: a wrong value is reported and replaced by its default, and the others still apply. Pure. */
import * as v from 'valibot';
import { type Options, optionsSchema } from '../protocol/options.js';

export interface ReadOptions {
  readonly options: Options;
  /** Sentences for a person, one for each wrong or unknown value. */
  readonly warnings: readonly string[];
}

export function readOptions(raw: unknown): ReadOptions {
  const warnings: string[] = [];
  const kept: Record<string, unknown> = {};
  const given = typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? raw : {};
  if (raw !== undefined && raw !== null && given !== raw) warnings.push('Vibe: the settings are no record; defaults are used');
  const rows: Readonly<Record<string, v.GenericSchema>> = optionsSchema.entries;
  for (const [name, value] of Object.entries(given)) {
    const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
    // The editor sends null for a setting without a value.
    if (value === null || value === undefined) continue;
    if (row === undefined) {
      warnings.push(`Vibe: the setting "${name}" is unknown and has no effect`);
      continue;
    }
    const result = v.safeParse(row, value);
    if (result.success) kept[name] = result.output;
    else warnings.push(`Vibe: the setting "${name}" is wrong (${result.issues[0].message}); its default is used`);
  }
  return { options: v.parse(optionsSchema, kept), warnings };
}
