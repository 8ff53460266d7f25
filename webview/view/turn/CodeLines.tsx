/** Lines of code in groups, so that a line that is added at the end moves nothing before it. */
import { memo } from 'react';
import type { CodeRun } from '../../model/text/code-run.js';
import { MarkedText } from './MarkedText.js';

/** Lines in a group. */
const groupSize = 40;

interface Props {
  readonly lines: readonly string[];
  /** Highlighted lines; one whose text differs from the line is outdated and is not used. */
  readonly highlighted: readonly (readonly CodeRun[])[] | undefined;
}

export function CodeLines({ lines, highlighted }: Props) {
  const groups: string[][] = [];
  for (let from = 0; from < lines.length; from += groupSize) groups.push(lines.slice(from, from + groupSize));
  return groups.map((group, idx) => (
    <Group
      key={idx}
      lines={group}
      highlighted={highlighted?.slice(idx * groupSize, (idx + 1) * groupSize)}
      isLast={idx === groups.length - 1}
    />
  ));
}

interface GroupProps extends Props {
  readonly isLast: boolean;
}

const Group = memo(
  function Group({ lines, highlighted, isLast }: GroupProps) {
    return (
      <span className="code-group">
        {lines.map((line, idx) => (
          <CodeLine key={idx} line={line} runs={highlighted?.[idx]} hasBreak={!isLast || idx < lines.length - 1} />
        ))}
      </span>
    );
  },
  (a, b) =>
    a.isLast === b.isLast &&
    a.lines.length === b.lines.length &&
    a.lines.every((line, idx) => line === b.lines[idx] && a.highlighted?.[idx] === b.highlighted?.[idx]),
);

interface LineProps {
  readonly line: string;
  readonly runs: readonly CodeRun[] | undefined;
  readonly hasBreak: boolean;
}

export const CodeLine = memo(function CodeLine({ line, runs, hasBreak }: LineProps) {
  const isCurrent = runs !== undefined && runs.reduce((length, run) => length + run.text.length, 0) === line.length;
  return (
    <>
      {isCurrent ? (
        runs.map((run, idx) =>
          run.kind === undefined ? (
            <MarkedText key={idx} text={run.text} />
          ) : (
            <span key={idx} className={`tok-${run.kind}`}>
              <MarkedText text={run.text} />
            </span>
          ),
        )
      ) : (
        <MarkedText text={line} />
      )}
      {hasBreak ? '\n' : ''}
    </>
  );
});
