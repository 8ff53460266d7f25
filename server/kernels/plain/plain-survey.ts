/** The survey of a text without WebAssembly: the twin of assembly/survey.ts. */
import { surveyText } from '../../text/survey.js';
import type { PlainMemory } from './plain-memory.js';

export class PlainSurvey {
  readonly #memory: PlainMemory;
  flags = 0;
  controls = 0;

  constructor(memory: PlainMemory) {
    this.#memory = memory;
  }

  take(text: number, length: number, starts: number, capacity: number): number {
    const found = surveyText(this.#memory.bytes.subarray(text, text + length));
    this.flags = (found.isAscii ? 0 : 1) | (found.hasZero ? 2 : 0);
    this.controls = found.nControl;
    found.starts.subarray(0, capacity).forEach((start, i) => this.#memory.setU32(starts + i * 4, start));
    return found.starts.length;
  }
}
