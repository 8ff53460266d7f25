/** Tells values that could be secrets from placeholders, names, hashes in plain sight and code. Pure. */

const placeholder =
  /example|sample|placeholder|changeme|change[-_]?(?:me|this)|replace|dummy|fake|redacted|your[-_. ]?|\byour|insert|todo|fixme|xxxx|\*{3,}|\.{3}|…|<[^>]*>|\$\{|\{\{|%\(|\$\(|^\$|^%\w+%$|deadbeef|0123456789|1234567890|12345678|abcdefgh|qwerty|lorem|not[-_]?(?:a[-_])?real|foobar|none$|null$|undefined$|^test|testtest|hunter2$|password$|^secret|mysecret|my[-_]|some[-_]|the[-_]|goes[-_]here|here$/i;

/** Bits of information in one character. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    const share = count / text.length;
    bits -= share * Math.log2(share);
  }
  return bits;
}

export const isPlaceholder = (value: string): boolean =>
  placeholder.test(value) || new Set(value).size < Math.min(5, value.length / 2) || isRun(value);

/** A piece that repeats: `abcabcabc`, `aaaaaaaa`. */
const isRun = (value: string): boolean => /^(.{1,6}?)\1{2,}.{0,5}$/.test(value);

/** A value of a known form, such as a token with its prefix: only what is plainly made up is refused. */
export function isLikely(value: string): boolean {
  if (/example|placeholder|redacted|xxxxx|\*{4}|\.\.\.|your[-_]|changeme|dummy|fake|<|\$\{/i.test(value)) return false;
  const body = value.replace(/^[a-zA-Z]{1,8}[-_.]/, '');
  // A token without a digit is random only if it mixes cases well; else it is a name.
  if (!/\d/.test(body) && !(body.length >= 16 && entropyOf(body) >= 3.8 && /[a-z]/.test(body) && /[A-Z]/.test(body))) return false;
  if (/^[a-z]+(?:[-_.][a-z0-9]{1,12})+$/.test(body) && body.length < 60 && !/\d[a-z]+\d/.test(body)) return false;
  if (/^(.{1,2}?)\1{4,}.{0,2}$/.test(body) || /0{8}|1{8}|a{8}|x{6}|0123456789|123456789|abcdefghij/i.test(body)) return false;
  return new Set(body).size >= Math.min(4, body.length * 0.4);
}

const classesOf = (value: string): number => [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter(pattern => pattern.test(value)).length;
const isUuid = (value: string): boolean => /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value);
const isHex = (value: string): boolean => /^[0-9a-f]+$/i.test(value);
const isCode = (value: string): boolean =>
  /^[A-Za-z_$][\w$]*(?:(?:\.|::|->)[A-Za-z_$][\w$]*)+$/.test(value) ||
  /^(?:process\.env|os\.environ|env|config|settings|getenv|self|this|ctx|req|args|options|params|props|state|vault|var|local|module|data)\b[.[(]/i.test(
    value,
  ) ||
  /[(){}[\]]|=>|^\.{0,2}\/|^~\/|^[a-z]+:\/\/[^:@]*$|^[A-Z]:\\|\\[nt]/.test(value) ||
  // Words joined by dashes or underscores are names; so are capitals with underscores.
  /^[a-z]+(?:[-_.][a-z]+)+\d{0,2}$|^[A-Z]+(?:_[A-Z0-9]+)+$|^[a-z]+(?:[A-Z][a-z]+)+\d?$|^(?:[A-Z][a-z]+){2,}\d?$|^@?[\w-]+\/[\w./-]+$/.test(
    value,
  );

/** What a name promises: a password may be short; a key or token is random. */
export function isSecretValue(value: string, promise: 'password' | 'key'): boolean {
  if (value.length < 6 || isPlaceholder(value) || isCode(value)) return false;
  if (isUuid(value)) return promise === 'key';
  if (/^v?\d+(?:\.\d+)+(?:-\w+)?$|^\d{4}-\d{2}-\d{2}|^#[0-9a-f]{3,8}$|^\d+(?:px|ms|s|em|rem|kb|mb|%)?$/i.test(value)) return false;
  const entropy = entropyOf(value);
  if (promise === 'password') {
    if (classesOf(value) >= 3) return value.length >= 7 && entropy >= 2.3;
    return classesOf(value) === 2
      ? /\d|[^A-Za-z0-9_-]/.test(value) && value.length >= 8 && entropy >= 2.5
      : value.length >= 14 && entropy >= 3.3 && !/^[a-z]+$|^[A-Z]+$/.test(value);
  }
  if (value.length < 12) return false;
  if (isHex(value)) return value.length >= 20 && /\d/.test(value) && /[a-f]/i.test(value) && entropy >= 2.8;
  if (!/\d/.test(value)) return value.length >= 20 && /[a-z]/.test(value) && /[A-Z]/.test(value) && entropy >= 4.1;
  return /[A-Za-z]/.test(value) && entropy >= (value.length < 20 ? 2.8 : 3.2);
}

/** A password that stands where passwords stand: any but the words that everyone writes for one. */
export const isPasswordValue = (value: string): boolean =>
  value.length >= 5 &&
  !isPlaceholder(value) &&
  !/^(?:pass(?:word|wd)?\d{0,4}|secret|postgres|mysql|root|admin|user|guest|pwd|token|x+|string|true|false|required|[A-Z]+(?:_[A-Z]+)+|mot_?de_?passe|contraseña|contrasena|passwort|kennwort|senha|[a-z]{1,8})$/i.test(
    value,
  ) &&
  entropyOf(value) >= 2;
