/** Formats diagnostics as lines of text for a question, worst first. Pure. */

export interface EditorProblem {
  readonly line: number;
  readonly message: string;
  readonly source: string | undefined;
  /** In the editor's numbers: 0 error, 1 warning, 2 information, 3 hint. */
  readonly severity: number;
}

const names = ['error', 'warning', 'information', 'hint'];
const maxText = 50_000;

export function describeProblems(path: string, problems: readonly EditorProblem[]): string {
  return problems
    .toSorted((a, b) => a.severity - b.severity || a.line - b.line)
    .map(
      ({ line, message, source, severity }) =>
        `${path}:${line}: ${names[severity] ?? 'problem'}: ${message}${source ? ` (${source})` : ''}`,
    )
    .join('\n')
    .slice(0, maxText);
}
