/**
 * Keys and tokens out of a text before anything is sent to a model. Lines stay where they are, so that citations hold.
 * Known shapes only: a guess by entropy alone would eat hashes and test data. Pure.
 */

const placeholder = '[redacted]';

/** Private keys, whole blocks; an unfinished block to the end of the text. */
const keyBlock = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g;

const tokens: readonly RegExp[] = [
  /\b(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA)[0-9A-Z]{16}\b/g,
  /\bgh[pousr]_[A-Za-z0-9]{36,255}\b/g,
  /\bgithub_pat_[A-Za-z0-9_]{50,255}\b/g,
  /\bgl(?:pat|dt|rt|ptt|cbt)-[A-Za-z0-9_-]{20,64}/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,250}/g,
  /\bhttps:\/\/hooks\.slack\.com\/services\/[A-Za-z0-9/]{20,100}/g,
  /\bsk-(?:proj-|ant-|svcacct-|or-)?[A-Za-z0-9_-]{20,250}/g,
  /\b[rs]k_(?:live|test)_[A-Za-z0-9]{20,120}\b/g,
  /\bAIza[0-9A-Za-z_-]{35}\b/g,
  /\bya29\.[0-9A-Za-z_-]{20,250}/g,
  /\bnpm_[A-Za-z0-9]{36}\b/g,
  /\bpypi-[A-Za-z0-9_-]{50,300}/g,
  /\bhf_[A-Za-z0-9]{30,60}\b/g,
  /\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}\b/g,
  /\beyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,1000}/g,
];

/** A name that promises a secret, then a quoted or bare value without blanks. */
const assignment =
  /((?:password|passwd|passphrase|secret|api[_-]?key|apikey|access[_-]?key|auth[_-]?token|access[_-]?token|client[_-]?secret|private[_-]?key|connection[_-]?string)["']?\s{0,4}(?:[:=]|=>|:=)\s{0,4}["'`]?)([A-Za-z0-9+/_=.~!@#%^&*-]{12,400})/gi;
const urlPassword = /(\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:/@]{1,100}:)([^\s:/@]{3,200})(?=@)/gi;

/** The text with secrets replaced; the number of lines is the same. */
export function redactSecrets(text: string): string {
  let clean = text.replace(keyBlock, block => block.replace(/[^\r\n]+/g, placeholder));
  for (const token of tokens) clean = clean.replace(token, placeholder);
  clean = clean.replace(assignment, (all, before: string, value: string) => (looksRandom(value) ? before + placeholder : all));
  return clean.replace(urlPassword, (_all, before: string) => before + placeholder);
}

/** Letters and digits mixed, no calls and no dotted names: `process.env.X1` is code, `h4Xk29…` is not. */
function looksRandom(value: string): boolean {
  if (!/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  return !/^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$/.test(value);
}
