/** Returns the token ids of one word. */
export type EncodeWord = (word: string) => readonly number[];
