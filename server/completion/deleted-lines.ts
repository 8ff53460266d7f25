/** Lines that were taken out of the open document a moment ago: they are not suggested again. Pure. */

const maxLines = 200;
/** Shorter lines, such as a closing bracket, are written again for other reasons. */
const minChars = 4;

export class DeletedLines {
  readonly #lines = new Set<string>();

  /** Compares the texts before and after a change that was more than typing on. */
  note(before: string, after: string): void {
    let start = 0;
    const shorter = Math.min(before.length, after.length);
    while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
    let end = 0;
    while (end < shorter - start && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)) end++;
    const from = before.lastIndexOf('\n', start - 1) + 1;
    const removed = before.slice(from, nextLineEnd(before, before.length - end)).split('\n');
    const left = new Set(
      after
        .slice(from, nextLineEnd(after, after.length - end))
        .split('\n')
        .map(line => line.trim()),
    );
    for (const line of removed.slice(0, maxLines)) {
      const trimmed = line.trim();
      if (trimmed.length < minChars || left.has(trimmed)) continue;
      this.#lines.delete(trimmed);
      this.#lines.add(trimmed);
      if (this.#lines.size > maxLines) this.#lines.delete(this.#lines.values().next().value!);
    }
  }

  has(line: string): boolean {
    return this.#lines.has(line.trim());
  }

  clear(): void {
    this.#lines.clear();
  }
}

function nextLineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', Math.max(0, at));
  return end < 0 ? text.length : end;
}
