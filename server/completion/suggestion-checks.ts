/** What is never suggested, however probable: secrets, control and invisible characters, the line below again, brackets that do not match. Pure. */
import { detectSecrets } from '../safety/secrets/detect-secrets.js';

export interface SuggestionPlace {
  /** The text above the cursor's line, at least its last lines. */
  readonly above: string;
  /** The line up to the cursor. */
  readonly typed: string;
  /** The text from the cursor on, at least its first lines. */
  readonly after: string;
}

/** Controls other than tabs, marks of direction, invisible and private characters. */
const hidden = /[\p{Cf}\p{Co}\p{Zl}\p{Zp}]|(?!\t)\p{Cc}/u;
/** Long mixtures of letters and digits are keys, hashes or data: a person copies them and does not type them. */
const longRun = /[A-Za-z0-9+/_=-]{20,}/g;
const minDigits = 3;
/** How much of the text above is searched for open brackets. */
const maxScan = 6_000;
/** Shorter lines, such as a closing bracket, often follow one another. */
const minRepeated = 4;

const closers: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Returns the part of `text` that can be inserted at the place, or undefined if nothing of it can. */
export function checkedText(text: string, place: SuggestionPlace): string | undefined {
  const rest = lineRest(place.after);
  const fitted = rest === '' ? text : withoutRest(text, rest);
  if (fitted === undefined || fitted === '' || hidden.test(fitted)) return undefined;
  const whole = place.typed + fitted;
  if (isSecret(whole, fitted)) return undefined;
  if (repeatsNextLine(whole, place.after)) return undefined;
  return hasSoundBrackets(whole + rest, place.above) ? fitted : undefined;
}

function lineRest(after: string): string {
  const end = after.indexOf('\n');
  return (end < 0 ? after : after.slice(0, end)).trimEnd();
}

/** What the editor closed already, such as a bracket, is not closed again. */
function withoutRest(text: string, rest: string): string | undefined {
  const at = text.lastIndexOf(rest);
  return at < 0 ? undefined : text.slice(0, at);
}

function isSecret(whole: string, text: string): boolean {
  const from = whole.length - text.length;
  if (detectSecrets(whole).some(([, end]) => end > from)) return true;
  // Only what is suggested counts; what is typed is the person's own.
  for (const [run] of whole.matchAll(longRun))
    if (
      text.includes(run.slice(-8)) &&
      (run.match(/\d/g)?.length ?? 0) >= minDigits &&
      /[A-Za-z]/.test(run) &&
      !/^[a-z_\d]*_[a-z_\d]*$/i.test(run)
    )
      return true;
  return false;
}

function repeatsNextLine(whole: string, after: string): boolean {
  const trimmed = whole.trim();
  if (trimmed.length < minRepeated) return false;
  const [, ...below] = after.slice(0, 2_000).split('\n');
  return below.find(line => line.trim() !== '')?.trim() === trimmed;
}

/** True if the brackets of the line close one another or those that are open above. Brackets in quotes do not count. */
function hasSoundBrackets(line: string, above: string): boolean {
  const open: string[] = [];
  let missing = '';
  for (const char of bracketsOf(line)) {
    const opener = closers[char];
    if (opener === undefined) open.push(char);
    else if (open.length === 0) missing += opener;
    else if (open.pop() !== opener) return false;
  }
  return missing === '' || isOpenAbove(missing, above);
}

/** True if the last open brackets of the text above are `wanted`, the innermost first. A text that is cut off may have opened them before. */
function isOpenAbove(wanted: string, above: string): boolean {
  let left = wanted;
  const closed: string[] = [];
  const from = Math.max(0, above.length - maxScan);
  for (const char of bracketsOf(above.slice(from)).toReversed()) {
    const opener = closers[char];
    if (opener !== undefined) closed.push(opener);
    else if (closed.length > 0) closed.pop();
    else if (char !== left[0]) return false;
    else if (left.length === 1) return true;
    else left = left.slice(1);
  }
  return from > 0;
}

function bracketsOf(text: string): readonly string[] {
  const found: string[] = [];
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '\n') quote = '';
    else if (quote !== '') {
      if (char === '\\') i++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === '`' || (char === "'" && isQuote(text, i))) quote = char;
    else if ('()[]{}'.includes(char)) found.push(char);
  }
  return found;
}

/** An apostrophe after a letter, and a lifetime or a label as in Rust, begin no text. */
function isQuote(text: string, at: number): boolean {
  if (/\w/.test(text[at - 1] ?? '')) return false;
  const end = text.indexOf("'", at + 1);
  const lineEnd = text.indexOf('\n', at);
  return end > 0 && (lineEnd < 0 || end < lineEnd);
}
