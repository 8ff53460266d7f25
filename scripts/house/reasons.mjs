/**
 * Reasons for exceeding an aim. A function states its own: a comment in or above it that begins "Long because" or "Takes".
 * What has no place for a comment is listed here.
 */

/** Folders with many files, or with one. */
export const folders = {
  'extension/commands': 'one file for each command',
  'test/ollama': 'a vitest project of its own, which needs a real server',
  'test/golden/apply': 'the folder is named by the corpus that it runs',
  'test/golden/ranking': 'the folder is named by the corpus that it runs',
};

/** File names that several folders share. */
export const fileNames = {
  'main.ts': 'the entry of a process or a page',
  'main.tsx': 'the entry of a process or a page',
  'catalogue.ts': 'the entry of a thread has the name of the thread',
  'search.ts': 'the entry of a thread has the name of the thread',
  'chat.ts': 'the types of a wire, in protocol/, have the name of the module',
  'embedding-models.ts': 'the types of a wire, in protocol/, have the name of the module',
  'ask-about.ts': 'a command of the editor and what it is called with',
  'english.ts': 'the tables of one language, one in each folder of sentences',
  'chinese.ts': 'the tables of one language, one in each folder of sentences',
  'french.ts': 'the tables of one language, one in each folder of sentences',
  'german.ts': 'the tables of one language, one in each folder of sentences',
  'japanese.ts': 'the tables of one language, one in each folder of sentences',
  'spanish.ts': 'the tables of one language, one in each folder of sentences',
};

/** Names that are exported from more than one file on purpose. */
export const exportedTwice = {};

/** Exports that only tests import. */
export const forTests = {};
