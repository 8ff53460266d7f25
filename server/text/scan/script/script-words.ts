/** Words of JavaScript and TypeScript. Pure data. */
import { Keywords } from '../shared/keywords.js';

export const FUNCTION = 1;
export const CLASS = 2;
export const INTERFACE = 3;
export const ENUM = 4;
export const NAMESPACE = 5;
export const TYPE = 6;
export const CONST = 7;
export const VARIABLE = 8;
/** An expression follows: a brace after it opens an object, a slash a regular expression. */
export const OPERATOR = 9;
export const DEFAULT = 10;
export const CASE = 11;
/** A bracket after it is a condition. */
export const CONTROL = 12;
export const ASYNC = 13;
/** `describe('…', () => {`. */
export const TEST = 14;
export const EXPORT = 15;
export const EXTENDS = 16;
/** A block follows. */
export const BLOCK = 17;
/** As OPERATOR, and no head of an arrow function holds it. */
export const NEW = 18;

export const scriptWords = new Keywords({
  [FUNCTION]: 'function',
  [CLASS]: 'class',
  [INTERFACE]: 'interface',
  [ENUM]: 'enum',
  [NAMESPACE]: 'namespace module',
  [TYPE]: 'type',
  [CONST]: 'const',
  [VARIABLE]: 'let var',
  [OPERATOR]: 'return typeof instanceof in of void as satisfies',
  [DEFAULT]: 'default',
  [CASE]: 'case',
  [CONTROL]: 'if for while switch catch with',
  [ASYNC]: 'async',
  [TEST]: 'describe it test suite context',
  [EXPORT]: 'export declare abstract',
  [EXTENDS]: 'extends implements',
  [NEW]: 'new delete throw yield await',
  [BLOCK]: 'else do try finally',
});
