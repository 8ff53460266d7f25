/** Words the measured rows for a terminal. */

const maxShown = 10;
const sizeRow = /^(\w+): (files|lines|median file|90th percentile|longest file|files over (\d+) lines)$/;

/** Returns the sizes by tree, then the other rows, then the places of each missed aim. */
export function houseTable(rows, commit) {
  const sizes = rows.filter(({ row }) => sizeRow.test(row));
  const others = rows.filter(row => !sizes.includes(row));
  const missed = others.filter(({ ok }) => !ok);
  const nOk = rows.filter(({ aim, ok }) => aim !== undefined && ok).length;
  const nAims = rows.filter(({ aim }) => aim !== undefined).length;
  const reasoned = others.filter(row => row.reasoned.length > 0);
  return [
    sizeTable(sizes, commit),
    grid([
      ['measured', commit, 'now', 'aim', '', 'with reason'],
      ...others.map(({ row, value, aim, ok, was, reasoned: kept }) => [
        row,
        count(was),
        count(value),
        count(aim),
        aim === undefined ? '' : ok ? 'ok' : 'missed',
        kept.length > 0 ? String(kept.length) : '',
      ]),
    ]),
    ...(reasoned.length > 0
      ? [`With a reason:\n${reasoned.map(({ row, reasoned: kept }) => list(row, kept, kept.length)).join('\n')}`]
      : []),
    ...(missed.length > 0 ? [`Missed:\n${missed.map(({ row, items }) => list(row, items, maxShown)).join('\n')}`] : []),
    `${nOk} of ${nAims} aims hold. \`npm run house -- --list TEXT\` lists every place of a row.`,
  ].join('\n\n');
}

/** Returns every counted place of the rows. */
export const listItems = rows => rows.map(({ row, items }) => list(row, items, items.length)).join('\n');

function list(title, items, most) {
  const rest = items.length > most ? [`    … and ${items.length - most} more`] : [];
  return [`  ${title}`, ...items.slice(0, most).map(item => `    ${item}`), ...rest].join('\n');
}

/** One line per tree; each cell is the old figure and, if it differs, the new one. */
function sizeTable(rows, commit) {
  const cells = new Map();
  const columns = [];
  for (const { row, value, was } of rows) {
    const [, tree, column] = sizeRow.exec(row);
    if (!columns.includes(column)) columns.push(column);
    const text = was === undefined || was === value ? count(value) : `${count(was)} > ${count(value)}`;
    cells.set(tree, [...(cells.get(tree) ?? [tree]), text]);
  }
  return grid([[`${commit} > now`, ...columns], ...cells.values()]);
}

const count = n => (n === undefined ? '-' : n.toLocaleString('en'));

/** Aligns the first column left and the others right. */
function grid(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map(cells => cells[column].length)));
  return lines
    .map(cells =>
      cells
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
