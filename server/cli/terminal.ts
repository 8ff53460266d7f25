/**
 * The output of a command: results go to stdout, everything else to stderr, so that a pipe carries only results.
 * In JSON mode stdout has one object per line. All text from elsewhere passes through `plain-text.ts`.
 */
import { type Problem, wordedProblem } from '../protocol/problem.js';
import { englishWording } from '../protocol/sentences/sentence.js';
import { jsonLine, plainLine } from './plain-text.js';

export interface Sink {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface TerminalOptions {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly json: boolean;
  readonly color: boolean;
}

export class Terminal {
  readonly json: boolean;
  readonly #stdout: Sink;
  readonly #stderr: Sink;
  readonly #color: boolean;
  #bar = false;

  constructor(options: TerminalOptions) {
    this.json = options.json;
    this.#stdout = options.stdout;
    this.#stderr = options.stderr;
    this.#color = options.color;
  }

  /** Prints text for a person; nothing in JSON mode. The caller has made it plain. */
  text(text: string): void {
    if (this.json) return;
    this.clearBar();
    this.#stdout.write(text);
  }

  line(text = ''): void {
    this.text(`${text}\n`);
  }

  /** Prints an object for a program; nothing outside JSON mode. */
  object(value: object): void {
    if (this.json) this.#stdout.write(`${jsonLine(value)}\n`);
  }

  note(text: string): void {
    this.clearBar();
    this.#stderr.write(`${text}\n`);
  }

  /** Prints a failure once: as an object in JSON mode, otherwise on stderr. */
  problem(problem: Problem): void {
    const { message, remedy } = wordedProblem(problem, englishWording);
    if (this.json) this.object({ type: 'problem', code: problem.code, message, remedy });
    else this.note(`${this.style('red', 'Failed')}: ${plainLine(message)}.\n${plainLine(remedy)}.`);
  }

  /** Prints on stderr what hinders but does not prevent the answer. */
  warn(problem: Problem): void {
    const { message, remedy } = wordedProblem(problem, englishWording);
    this.note(`${plainLine(message)}.\n${plainLine(remedy)}.`);
  }

  /** Prints progress: redrawn in place on a terminal, a line of its own in a pipe. */
  progress(share: number, text: string): void {
    if (!this.#stderr.isTTY) {
      this.#stderr.write(`${text}\n`);
      return;
    }
    const width = 24;
    const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`;
    this.#stderr.write(`\r\u001b[K${bar} ${text.slice(0, Math.max(10, (this.#stderr.columns ?? 80) - width - 2))}`);
    this.#bar = true;
  }

  clearBar(): void {
    if (this.#bar) this.#stderr.write('\r\u001b[K');
    this.#bar = false;
  }

  get drawsBar(): boolean {
    return this.#stderr.isTTY === true;
  }

  style(name: keyof typeof styles, text: string): string {
    return this.#color ? `\u001b[${styles[name]}m${text}\u001b[0m` : text;
  }
}

const styles = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
