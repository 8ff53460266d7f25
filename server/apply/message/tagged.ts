/** Edits between tags, as tool-calling models write them without a tool: `<search>…</search><replace>…</replace>`, `<write_to_file>`, JSON. Pure. */
import { isRecord } from '../../protocol/is-record.js';

export interface Tagged {
  readonly path: string | undefined;
  readonly edits: readonly { readonly search: readonly string[]; readonly replacement: readonly string[] }[];
  /** The whole file. */
  readonly content: readonly string[] | undefined;
  readonly isCut: boolean;
  /** The line after it. */
  readonly end: number;
}

const outer =
  /^\s*<(edit|edits|replace_in_file|apply_diff|write_to_file|str_replace|str_replace_editor|change|file_edit|search_replace|search_and_replace|edit_file|create_file|write_file)(?:\s[^>]*)?>/i;
const old = /^\s*<(search|old|old_code|old_str|old_string|old_text|find|original|before)(?:\s[^>]*)?>/i;
const pairs: Readonly<Record<string, readonly string[]>> = {
  search: ['replace', 'replacement'],
  find: ['replace', 'replacement'],
  old: ['new'],
  old_code: ['new_code'],
  old_str: ['new_str'],
  old_string: ['new_string'],
  old_text: ['new_text'],
  original: ['updated', 'new', 'replacement', 'modified'],
  before: ['after'],
};

export function readTagged(lines: readonly string[], start: number): Tagged | undefined {
  const opened = outer.exec(lines[start]!);
  if (!opened) return old.test(lines[start]!) ? inside(lines, start, undefined, undefined) : undefined;
  const close = new RegExp(String.raw`^.*</${opened[1]!}>\s*$`, 'i');
  const end = lines.findIndex((line, i) => i >= start && close.test(line));
  return inside(lines, start, end < 0 ? lines.length : end + 1, end < 0);
}

function inside(lines: readonly string[], start: number, limit: number | undefined, isOpen: boolean | undefined): Tagged | undefined {
  const text = lines.slice(start, limit).join('\n');
  const path =
    /<(?:path|file|file_path|filename)>\s*([^<\n]+?)\s*<\//i.exec(text)?.[1] ??
    /^\s*<\w+[^>]*\b(?:path|file|file_path)=["']([^"']+)["']/i.exec(text)?.[1];
  const content = tagBody(text, 'content', 0) ?? tagBody(text, 'file_text', 0);
  const edits: Tagged['edits'][number][] = [];
  let at = 0;
  for (;;) {
    const next = /<(search|old|old_code|old_str|old_string|old_text|find|original|before)(?:\s[^>]*)?>/i.exec(text.slice(at));
    if (!next) break;
    const found = tagBody(text, next[1]!, at);
    const fresh = found && pairs[next[1]!.toLowerCase()]!.map(name => tagBody(text, name, found.end)).find(body => body !== undefined);
    if (!found || !fresh || text.slice(found.end, fresh.start).trim() !== '') break;
    edits.push({ search: found.lines, replacement: fresh.lines });
    at = fresh.end;
    if (limit === undefined) break;
  }
  if (edits.length === 0 && content === undefined) return undefined;
  const end = limit ?? start + text.slice(0, at).split('\n').length;
  return { path, edits, content: content?.lines, isCut: isOpen === true, end };
}

function tagBody(
  text: string,
  name: string,
  from: number,
): { readonly lines: readonly string[]; readonly start: number; readonly end: number } | undefined {
  const open = new RegExp(String.raw`<${name}(?:\s[^>]*)?>`, 'i').exec(text.slice(from));
  if (!open) return undefined;
  const start = from + open.index;
  const body = start + open[0].length;
  const close = text.toLowerCase().indexOf(`</${name.toLowerCase()}>`, body);
  if (close < 0) return undefined;
  const lines = text
    .slice(body, close)
    .replace(/^\n/, '')
    .replace(/\n[ \t]*$/, '')
    .split('\n');
  return { lines: withoutData(lines), start, end: close + name.length + 3 };
}

function withoutData(lines: readonly string[]): readonly string[] {
  const text = lines.join('\n');
  const data = /^\s*<!\[CDATA\[\n?([\s\S]*?)\n?\]\]>\s*$/.exec(text)?.[1];
  return data === undefined ? lines : data.split('\n');
}

const oldKeys = ['old_str', 'old_string', 'old_text', 'oldString', 'oldText', 'old_code', 'search', 'find', 'original'];
const newKeys = ['new_str', 'new_string', 'new_text', 'newString', 'newText', 'new_code', 'replace', 'replacement', 'updated'];
const pathKeys = ['path', 'file_path', 'filePath', 'file', 'filename', 'target_file'];

/** A tool call as JSON; undefined for any other JSON. */
export function readCall(text: string): Omit<Tagged, 'end' | 'isCut'> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const calls = (Array.isArray(value) ? value : [value]).map(argumentsOf);
  if (calls.length === 0 || calls.some(call => call === undefined)) return undefined;
  const all = calls as readonly Readonly<Record<string, unknown>>[]; // None is undefined, as the line above has it.
  const path = all.map(call => textOf(call, pathKeys)).find(found => found !== undefined);
  const edits = all
    .flatMap(call => (Array.isArray(call['edits']) ? call['edits'].filter(isRecord) : [call]))
    .flatMap(call => {
      const [search, replacement] = [textOf(call, oldKeys), textOf(call, newKeys)];
      return search === undefined || replacement === undefined ? [] : [{ search: split(search), replacement: split(replacement) }];
    });
  const content = all
    .map(call => (path === undefined ? undefined : textOf(call, ['content', 'file_text', 'contents'])))
    .find(found => found !== undefined);
  return edits.length === 0 && content === undefined
    ? undefined
    : { path, edits, content: content === undefined ? undefined : split(content) };
}

const maxCallLines = 2000;

/** A tool call outside a fence, alone or between `<tool_call>` tags. */
export function readBareCall(lines: readonly string[], start: number): Tagged | undefined {
  const isTag = /^\s*(?:<(?:tool_call|function_call)>|\[TOOL_CALLS?\])\s*$/.test(lines[start]!);
  const first = isTag ? start + 1 : start;
  if (!/^\s*(?:\[TOOL_CALLS\]\s*|<(?:tool_call|function_call)>\s*)?[[{]/.test(lines[first] ?? '')) return undefined;
  for (let end = first + 1; end <= Math.min(lines.length, first + maxCallLines); end++) {
    if (!/[\]}]\s*(?:<\/(?:tool_call|function_call)>)?\s*$/.test(lines[end - 1]!)) continue;
    const text = lines.slice(first, end).join('\n');
    const call = readCall(
      text.replace(/^\s*(?:\[TOOL_CALLS\]|<(?:tool_call|function_call)>)/, '').replace(/<\/(?:tool_call|function_call)>\s*$/, ''),
    );
    if (!call) continue;
    const closes = isTag && /^\s*<\//.test(lines[end] ?? '');
    return { ...call, isCut: false, end: closes ? end + 1 : end };
  }
  return undefined;
}

const split = (text: string): readonly string[] => text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');

function argumentsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!isRecord(value)) return undefined;
  for (const key of ['arguments', 'parameters', 'input', 'args']) {
    const inner = value[key];
    if (isRecord(inner)) return inner;
    if (typeof inner !== 'string') continue;
    try {
      const parsed: unknown = JSON.parse(inner);
      if (isRecord(parsed)) return parsed;
    } catch {
      return undefined;
    }
  }
  return value;
}

function textOf(call: Readonly<Record<string, unknown>>, keys: readonly string[]): string | undefined {
  for (const key of keys) if (typeof call[key] === 'string') return call[key];
  return undefined;
}
