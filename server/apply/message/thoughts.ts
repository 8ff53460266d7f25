/** Takes a model's thoughts out of its message: they quote edits that the answer then rejects. Pure. */

const names = 'think|thinking|thought|thoughts|reasoning|reflection|scratchpad|analysis|internal_monologue';
const opening = new RegExp(String.raw`^\s*(?:<(${names})>|(◁think▷))`, 'i');
const openFence = /^\s*(`{3,}|~{3,})/;

export interface Thoughtless {
  readonly lines: readonly string[];
  /** The message ends inside its thoughts: there is no answer. */
  readonly isCut: boolean;
}

/** Only marks outside a fence are thoughts: code may hold the same words. */
export function withoutThoughts(lines: readonly string[]): Thoughtless {
  const kept: string[] = [];
  let fence: string | undefined;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    const mark = openFence.exec(line)?.[1];
    if (mark !== undefined && (fence === undefined || (mark.startsWith(fence) && line.trim() === mark)))
      fence = fence === undefined ? mark : undefined;
    const opened = fence === undefined ? opening.exec(line) : null;
    if (opened) {
      const close = closingOf(opened[1] ?? '◁/think▷');
      const end = lines.findIndex((other, at) => at >= i && close.test(other));
      if (end < 0) return { lines: kept, isCut: true };
      const rest = lines[end]!.replace(new RegExp(`^.*?${close.source}`, 'i'), '');
      if (rest.trim() !== '') kept.push(rest);
      i = end;
      continue;
    }
    // A template that opens the thoughts itself leaves only their end in the message.
    if (new RegExp(String.raw`^\s*(?:</(?:${names})>|◁/think▷)\s*$`, 'i').test(line) && !isQuoted(lines, i)) {
      kept.length = 0;
      fence = undefined;
      continue;
    }
    kept.push(line);
  }
  return { lines: kept, isCut: false };
}

const closingOf = (name: string): RegExp => (name.startsWith('◁') ? /◁\/think▷/ : new RegExp(`</${name}>`, 'i'));

/** True if it is inside a fence that opens above it with a language and closes below it. */
function isQuoted(lines: readonly string[], at: number): boolean {
  let fence: string | undefined;
  for (let i = 0; i < at; i++) {
    const mark = openFence.exec(lines[i]!)?.[1];
    if (mark === undefined) continue;
    if (fence === undefined) fence = mark;
    else if (mark.startsWith(fence) && lines[i]!.trim() === mark) fence = undefined;
  }
  if (fence === undefined) return false;
  const below = lines.slice(at + 1).filter(line => openFence.test(line));
  return below.length % 2 === 1;
}
