/** Extracts a commit message from a model's answer, also from an unfinished one: without fences, quotes and introductory words. Pure. */
export function commitText(answer: string): string {
  const fence = /^[ \t]*(`{3,}|~{3,})[^\n]*\n/m.exec(answer);
  const inner = fence === null ? answer : answer.slice(fence.index + fence[0].length);
  const end = fence === null ? -1 : inner.search(new RegExp(`^[ \\t]*${fence[1]!}`, 'm'));
  const text = (end < 0 ? inner : inner.slice(0, end))
    .replace(/^\s*(?:\*\*)?(?:commit message|subject)(?:\*\*)?:(?:\*\*)?[ \t]*\n?/i, '')
    .trim();
  const quoted = /^"([^"\n]*)"$|^`([^`\n]*)`$/.exec(text);
  return quoted?.[1] ?? quoted?.[2] ?? text;
}
