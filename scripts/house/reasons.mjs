/**
 * Why something stays beyond an aim. A function says so itself: a comment in or above it that begins "Long because" or "Takes".
 * Whatever has no place for a comment is listed here.
 */

/** Folders with many files, or with one. */
export const folders = {
  'extension/commands': 'one file for each command',
};

/** File names that several folders share. */
export const fileNames = {
  'main.ts': 'the entry of a process or a page',
  'main.tsx': 'the entry of a process or a page',
};

/** Names that are exported from more than one file on purpose. */
export const exportedTwice = {};

/** Exports that only tests import. */
export const forTests = {};
