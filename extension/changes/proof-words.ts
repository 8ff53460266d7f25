/** Describes the proof of a hunk's place: "Replaces parse, lines 40 to 58, the only place that fits". */
import * as vscode from 'vscode';
import type { HunkProof } from '../../server/protocol/edit.js';
import type { TextHunk } from './line-diff.js';

/** Returns the proof of the plan's edit that the hunk is part of; undefined if there is none. */
export function proofOf({ from, original }: TextHunk, proof: readonly HunkProof[]): HunkProof | undefined {
  return proof.find(({ does, start, end }) => (does === 'adds' ? from === start : start - 1 <= from && from + original.length <= end));
}

export function proofWords({ does, name, start, end }: HunkProof): string {
  switch (does) {
    case 'replaces':
      return name === undefined
        ? vscode.l10n.t('Replaces lines {0} to {1}, the only place that fits', start, end)
        : vscode.l10n.t('Replaces lines {0} to {1} of {2}, the only place that fits', start, end, name);
    case 'removes':
      return name === undefined
        ? vscode.l10n.t('Removes lines {0} to {1}, the only place that fits', start, end)
        : vscode.l10n.t('Removes lines {0} to {1} of {2}, the only place that fits', start, end, name);
    case 'adds':
      return name === undefined
        ? vscode.l10n.t('Adds lines after line {0}, the only place that fits', start)
        : vscode.l10n.t('Adds lines after line {0} in {1}, the only place that fits', start, name);
  }
}
