/** Faults of indentation in Python, which its grammar reads over: a dedent to no outer depth, an indent that nothing asks for. Pure. */

export function indentFaults(text: string): number {
  const open: number[] = [0];
  let faults = 0;
  let asks = false;
  let depth = 0;
  let quote: string | undefined;
  let continues = false;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const isInside = depth > 0 || quote !== undefined || continues;
    const indent = /^[ \t]*/.exec(line)![0].replaceAll('\t', '        ').length;
    const isCode = line.trim() !== '' && !line.trimStart().startsWith('#');
    if (!isInside && isCode) {
      if (indent > open.at(-1)!) {
        if (!asks) faults++;
        open.push(indent);
      } else {
        while (open.length > 1 && indent < open.at(-1)!) open.pop();
        if (indent !== open.at(-1)!) faults++;
      }
      asks = false;
    }
    const read = walk(line, { depth, quote });
    ({ depth, quote } = read);
    continues = quote === undefined && line.endsWith('\\');
    if (isCode && depth === 0 && quote === undefined && !continues) asks = read.last === ':';
  }
  return faults;
}

interface State {
  readonly depth: number;
  /** The quotes of the string that is open. */
  readonly quote: string | undefined;
}

/** The state behind a line, and its last sign outside strings and comments. */
function walk(line: string, before: State): State & { readonly last: string } {
  let { depth, quote } = before;
  let last = '';
  for (let i = 0; i < line.length; i++) {
    const sign = line[i]!;
    if (quote !== undefined) {
      if (sign === '\\') i++;
      else if (line.startsWith(quote, i)) {
        i += quote.length - 1;
        quote = undefined;
      }
      continue;
    }
    if (sign === '#') break;
    if (sign === '"' || sign === "'") {
      quote = line.startsWith(sign.repeat(3), i) ? sign.repeat(3) : sign;
      i += quote.length - 1;
    } else if ('([{'.includes(sign)) depth++;
    else if (')]}'.includes(sign)) depth = Math.max(0, depth - 1);
    if (sign.trim() !== '') last = sign;
  }
  // A string of one line ends with it, but for a line that is continued.
  if (quote?.length === 1 && !line.endsWith('\\')) quote = undefined;
  return { depth, quote, last };
}
