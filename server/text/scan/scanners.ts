/** Which scanner outlines which language. Pure. */
import type { Language } from '../languages.js';
import type { OutlineBuilder } from '../outline-builder.js';

/** Adds the definitions of `bytes` to `out`, in order of start. */
export type Scanner = (bytes: Uint8Array, out: OutlineBuilder) => void;

const scanners: Readonly<Partial<Record<string, Scanner>>> = {};

export const scannerOf = (language: Language): Scanner | undefined => scanners[language.name];
