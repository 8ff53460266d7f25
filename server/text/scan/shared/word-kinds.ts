/**
 * What a keyword means to a scanner, as ids of `Keywords`. Numbers and not an object: scanners compare one for each word that they read.
 */

export const FUNCTION = 1;
export const CLASS = 2;
export const STRUCT = 3;
export const ENUM = 4;
export const INTERFACE = 5;
export const TRAIT = 6;
export const IMPL = 7;
/** A module or a namespace. */
export const MODULE = 8;
/** TYPE, CONST and VARIABLE are neighbours: Go lists several of one kind in parentheses. */
export const TYPE = 9;
export const CONST = 10;
export const VARIABLE = 11;
export const MACRO = 12;
/** A function whose name is the keyword itself: `init`, `constructor`. */
export const SELF_NAMED = 13;
/** `test "…" {`, `describe('…', () => {`. */
export const TEST = 14;
/** `where`, `extends`: the name before it is complete. This kind and those after it define nothing by themselves. */
export const STOP = 15;
export const FOR = 16;
/** A word before a definition that changes nothing. */
export const MODIFIER = 17;
/** A control statement: a condition or an expression follows. */
export const CONTROL = 18;
export const NEW = 19;
export const IMPORT = 20;
export const COMPANION = 21;
export const RETURN = 22;
export const EXTENSION = 23;
export const TYPEDEF = 24;
export const USING = 25;
export const TEMPLATE = 26;
export const OPERATOR = 27;
export const EXTERN = 28;
/** A built-in type or a modifier, never the name of a function. */
export const BUILTIN = 29;
export const ACCESSOR = 30;
/** An expression follows: a brace after it opens an object, and a slash a regular expression. */
export const EXPRESSION = 31;
/** Like EXPRESSION, but never in the head of an arrow function: `await`, `new`. */
export const PREFIX = 32;
export const DEFAULT = 33;
export const CASE = 34;
export const ASYNC = 35;
export const EXPORT = 36;
export const EXTENDS = 37;
/** A block follows: `else`, `try`. */
export const BLOCK = 38;
