/** Arguments of the commands for pending changes: lenses pass an address; keys pass nothing, and the title bar passes the file's URI. */
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { HunkAddress } from '../changes/proposals.js';

const addressSchema = v.object({ uri: v.string(), line: v.pipe(v.number(), v.integer(), v.minValue(0)) });

export function hunkAddress(argument: unknown): HunkAddress | undefined {
  const parsed = v.safeParse(addressSchema, argument);
  return parsed.success ? parsed.output : undefined;
}

export function documentOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  return argument instanceof vscode.Uri ? argument.toString() : undefined;
}
