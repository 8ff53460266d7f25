/** Keywords of JavaScript and TypeScript. Pure data. */

import { Keywords } from '../shared/keywords.js';
import {
  ASYNC,
  BLOCK,
  CASE,
  CLASS,
  CONST,
  CONTROL,
  DEFAULT,
  ENUM,
  EXPORT,
  EXPRESSION,
  EXTENDS,
  FUNCTION,
  INTERFACE,
  MODULE,
  PREFIX,
  TEST,
  TYPE,
  VARIABLE,
} from '../shared/word-kinds.js';

export const scriptWords = new Keywords({
  [FUNCTION]: 'function',
  [CLASS]: 'class',
  [INTERFACE]: 'interface',
  [ENUM]: 'enum',
  [MODULE]: 'namespace module',
  [TYPE]: 'type',
  [CONST]: 'const',
  [VARIABLE]: 'let var',
  [EXPRESSION]: 'return typeof instanceof in of void as satisfies',
  [DEFAULT]: 'default',
  [CASE]: 'case',
  [CONTROL]: 'if for while switch catch with',
  [ASYNC]: 'async',
  [TEST]: 'describe it test suite context',
  [EXPORT]: 'export declare abstract',
  [EXTENDS]: 'extends implements',
  [PREFIX]: 'new delete throw yield await',
  [BLOCK]: 'else do try finally',
});
