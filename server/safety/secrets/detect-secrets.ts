/**
 * Finds secrets in a text: by their own form, by what names promise, in addresses and files of credentials, split over several strings, and
 * wrapped in base64. Linear in the text for ordinary text; it is meant for what is sent or stored, and not for whole repositories. Pure.
 */

import { placeRules } from './place-rules.js';
import { isLikely, isPasswordValue, isSecretValue } from './plausible.js';
import { RuleIndex } from './rule-index.js';
import type { SecretRule } from './secret-rule.js';
import { secretRules } from './secret-rules.js';

/** UTF-16 offsets, and what kind of secret lies there. */
export type SecretSpan = readonly [start: number, end: number, family: string];

/** More in one text is a list of secrets: what follows is found all the same, up to this many. */
const maxSpans = 5000;

export function detectSecrets(text: string): readonly SecretSpan[] {
  const found: SecretSpan[] = [];
  byForm(text, found);
  byName(text, found);
  wrapped(text, found);
  split(text, found);
  return merged(found);
}

/** Rules whose mark occurs in the text. */
function byForm(text: string, found: SecretSpan[]): void {
  for (const rule of index.rulesFor(text)) run(rule, text, found);
}

const index = new RuleIndex([...secretRules, ...placeRules]);

function run({ pattern, family, anyValue, password }: SecretRule, text: string, found: SecretSpan[]): void {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match && found.length < maxSpans; match = pattern.exec(text)) {
    const [whole, group] = match;
    if (whole === '') pattern.lastIndex++;
    const value = group ?? whole;
    if (!anyValue && (!(password ? isPasswordValue(value) : isLikely(value)) || isKnownVector(value))) continue;
    const start = match.index + (group === undefined ? 0 : whole.lastIndexOf(group));
    found.push([start, start + value.length, family]);
  }
}

/** The token of the best-known page on the matter, in thousands of documents. */
const isKnownVector = (value: string): boolean => value.includes('eyJzdWIiOiIxMjM0NTY3ODkw');

/** The words that promise a secret. What stands before them in the same name is read backwards. */
const promises =
  /pass(?:word|wd|phrase|code)?|pwd|secret|token|api[-_.]?key|apikey|access[-_.]?key|auth|credentials?|bearer|salt|pepper|mnemonic|seed[-_.]?phrase|key/gi;
/** The rest of the name, a sign that gives a value, and the value. */
const given =
  /(?:[-_.]?(?:key|id|secret|token|password|value|string|text|base64|b64|prod|dev|staging|live|hash|name|\d{1,2}|[A-Z][a-z]{1,12})){0,3}["'`\]]{0,2}\s{0,4}(?::=|=>|={1,2}|:|,(?=\s?["'`])|>)\s{0,4}(?:[bfru]{0,2}["'`]([^"'`\n]{6,400})["'`]|([^\s"'`<>,;()]{6,400}))/y;

const notSecrets =
  /public|hash|checksum|digest|sha\d*|md5|commit|etag|integrity|fingerprint|keyboard|keyword|keyframe|tokeni[sz]|token[-_]?(?:type|count|limit|name|id$|url|uri|endpoint|expir|length|budget|index|kind)|max[-_]?token|n[-_]?token|num[-_]?token|primary[-_]?key|foreign[-_]?key|sort[-_]?key|partition[-_]?key|cache[-_]?key|react[-_]?key|i18n|translation|query[-_]?key|storage[-_]?key|key[-_]?(?:id|name|code|path|file|type|size|length|vault|space|press|down|up|map)|password[-_]?(?:field|label|hint|policy|length|reset|input|placeholder|min|max|url|confirm|hash|file|regex|strength)|secret[-_]?(?:name|id$|arn|path|ref|file|manager|version)|auth[-_]?(?:type|url|method|provider|mode|endpoint|domain|callback|scheme|or|ority)|author|token[-_]?file|site[-_]?key|publishable|pub[-_]?key|ssh[-_]?key|host[-_]?key|csrf|xsrf|nonce|next[-_]?token|page[-_]?token|continuation|sync[-_]?token|cancel|bypass|compass|passage|passenger|passport|passing|passed|passive/i;

function byName(text: string, found: SecretSpan[]): void {
  promises.lastIndex = 0;
  let after = 0;
  for (let match = promises.exec(text); match && found.length < maxSpans; match = promises.exec(text)) {
    const end = match.index + match[0].length;
    given.lastIndex = end;
    const value = given.exec(text);
    if (!value) continue;
    const [whole, quoted, bare] = value;
    const secret = quoted ?? bare ?? '';
    const at = end + whole.lastIndexOf(secret);
    if (at < after) continue;
    const name = text.slice(nameStart(text, match.index), at).replace(/["'`\s:=>,]+$/, '');
    judgeNamed({ name, value: secret, isBare: bare !== undefined, at }, found);
    after = at;
  }
}

/** Where the name begins that holds the word. */
function nameStart(text: string, index: number): number {
  let start = index;
  while (start > 0 && index - start < 60 && /[A-Za-z0-9_.-]/.test(text[start - 1] ?? '')) start--;
  return start;
}

interface Named {
  readonly name: string;
  readonly value: string;
  readonly isBare: boolean;
  readonly at: number;
}

function judgeNamed({ name, value, isBare, at }: Named, found: SecretSpan[]): void {
  if (notSecrets.test(name)) return;
  const isPassword = /pass|pwd|phrase|mnemonic|pepper/i.test(name);
  const isStrong =
    isPassword ||
    /secret|token|api|access|private|signing|encryption|master|license|account|service|client|credential|session|jwt|hmac|webhook|bearer/i.test(
      name,
    );
  const trimmed = isBare ? value.replace(/[.,;:)\]}]+$/, '') : value;
  if (/[\u2e80-\uffff]|^\w+:\/\//.test(trimmed)) return;
  if (/\s/.test(trimmed) && !isPhrase(trimmed, name)) return;
  if (isBare && /^[A-Za-z_$][\w$]*[.([]|^[&*@!|]/.test(value)) return;
  if (!isPhrase(trimmed, name) && !isSecretValue(trimmed, isPassword ? 'password' : 'key')) return;
  // A plain "key" or "auth" promises less: the value must show more by itself.
  const shows =
    trimmed.length >= 24 && !/^[0-9a-f-]+$/i.test(trimmed) && /\d/.test(trimmed) && /[A-Z]/.test(trimmed) && /[a-z]/.test(trimmed);
  if (isStrong || shows) found.push([at, at + trimmed.length, isPassword ? 'password' : 'key']);
}

/** The words of a wallet. */
const isPhrase = (value: string, name: string): boolean => /mnemonic|seed/i.test(name) && /^(?:[a-z]{3,8} ){11,23}[a-z]{3,8}$/.test(value);

/** Base64 that holds a secret of a known form. */
function wrapped(text: string, found: SecretSpan[]): void {
  const pattern = /(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/_-]{24,8000}={0,2}(?![A-Za-z0-9+/=_-])/g;
  for (const match of text.matchAll(pattern)) {
    const [token] = match;
    // Text in base64 mixes cases; a hash or a name does not.
    if (found.length >= maxSpans || !/[a-z]/.test(token) || !/[A-Z]/.test(token) || token.startsWith('eyJ')) continue;
    const inner = decode(token);
    if (inner === undefined) continue;
    const inside: SecretSpan[] = [];
    byForm(inner, inside);
    byName(inner, inside);
    const [first] = inside;
    if (first) found.push([match.index, match.index + token.length, first[2]]);
  }
}

function decode(token: string): string | undefined {
  const text = Buffer.from(token.replaceAll('-', '+').replaceAll('_', '/'), 'base64').toString('latin1');
  return /^[\t\n\r\u0020-\u007e]+$/.test(text) ? text : undefined;
}

/** Strings that code puts together: `'ghp_' + 'abc…'`, two strings side by side, a string that goes on in the next line. */
function split(text: string, found: SecretSpan[]): void {
  const junction = /(["'`])\s{0,20}(?:\+|\.{1,2}|&|\\)?\s{0,40}[fbru]?(["'`])|\\\r?\n[ \t]{0,20}/g;
  const starts: number[] = [];
  const shifts: number[] = [];
  let joined = '';
  let at = 0;
  for (const match of text.matchAll(junction)) {
    const [whole, open, close] = match;
    if (open !== close || (open !== undefined && whole.length === 2) || (open !== undefined && !/[+.&\\\n]|\s/.test(whole))) continue;
    joined += text.slice(at, match.index);
    at = match.index + whole.length;
    starts.push(joined.length);
    shifts.push(at - joined.length);
  }
  if (starts.length === 0) return;
  joined += text.slice(at);
  const inside: SecretSpan[] = [];
  byForm(joined, inside);
  const back = (index: number): number => {
    let i = 0;
    while (i < starts.length && (starts[i] ?? 0) <= index) i++;
    return index + (i === 0 ? 0 : (shifts[i - 1] ?? 0));
  };
  for (const [start, end, family] of inside) {
    // Those that lie in one piece were found already.
    if (starts.some(cut => cut > start && cut < end)) found.push([back(start), back(end - 1) + 1, family]);
  }
}

/** Spans in order; those that overlap become one. */
function merged(found: SecretSpan[]): readonly SecretSpan[] {
  const sorted = found.toSorted((a, b) => a[0] - b[0] || b[1] - a[1]);
  const spans: [number, number, string][] = [];
  for (const [start, end, family] of sorted) {
    const last = spans.at(-1);
    if (last && start < last[1]) last[1] = Math.max(last[1], end);
    else spans.push([start, end, family]);
  }
  return spans;
}
