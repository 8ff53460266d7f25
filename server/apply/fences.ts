/** The fenced blocks of a model's message and the words between them. Pure; the message is untrusted. */

export interface Fence {
  readonly info: string;
  readonly lines: readonly string[];
  /** The prose just above, at most 300 characters. */
  readonly before: string;
  readonly closed: boolean;
}

/** Fenced blocks, the outermost ones; a fence may be longer or indented. */
export function fencesOf(message: string): readonly Fence[] {
  const fences: Fence[] = [];
  const lines = message.split('\n');
  let prose: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const opening = /^(\s*)(`{3,}|~{3,})\s*([^`]*)$/.exec(lines[i]!);
    if (!opening) {
      prose.push(lines[i]!);
      continue;
    }
    const [, indent = '', mark = '', info = ''] = opening;
    const body: string[] = [];
    let closed = false;
    let depth = 0;
    for (i++; i < lines.length; i++) {
      const line = lines[i]!;
      const fence = /^\s*(`{3,}|~{3,})\s*(\S*)\s*$/.exec(line);
      if (fence && fence[1]![0] === mark[0] && fence[1]!.length >= mark.length) {
        // In a Markdown block, a fence with an info word opens an inner one.
        const inner = /^(?:markdown|md)$/i.test(info.trim()) && fence[1]!.length === mark.length;
        if (inner && fence[2]) depth++;
        else if (depth > 0) depth--;
        else {
          closed = true;
          break;
        }
      }
      body.push(line.startsWith(indent) ? line.slice(indent.length) : line);
    }
    fences.push({ info: info.trim(), lines: body, before: prose.join('\n').trim().slice(-300), closed });
    prose = [];
  }
  return fences;
}

/** The message without its fenced blocks. */
export function proseOf(message: string): string {
  return message.replace(/^(\s*)(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^\s*\2`*~*\s*$|(?![\s\S]))/gm, '\n');
}
