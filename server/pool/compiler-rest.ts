/**
 * Keeps V8's last and slowest compiler quiet at the start of a burst of work on all cores: each thread is an isolate of its own and would
 * compile the same functions again, and over the first seconds that takes more of the cores than the faster code gives back. Functions
 * run in the code of the compiler before it meanwhile, and are compiled once more if they are still hot when the rest is over.
 */
import type { Disposable } from '../base/disposables.js';

/** After it the burst is a long one, and the better code pays. */
const longestMs = 5_000;

export class CompilerRest {
  readonly #setFlags: (flags: string) => void;
  readonly #isPossible: boolean;
  #nHolders = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * `setFlags`: of this process. `versions`, `arch`: where the compiler before the last is missing, all would run in slow code; Electron's
   * V8 may hold its flags frozen, and then ends the process that sets one.
   */
  constructor(setFlags: (flags: string) => void, { versions, arch }: Pick<NodeJS.Process, 'versions' | 'arch'>) {
    this.#setFlags = setFlags;
    const hasMiddleCompiler = Number.parseInt(versions.v8, 10) >= 13 && (arch === 'x64' || arch === 'arm64');
    this.#isPossible = hasMiddleCompiler && versions['electron'] === undefined;
  }

  /** Rests until all who asked have disposed what this returns, at most for some seconds. */
  begin(): Disposable {
    if (!this.#isPossible) return { dispose: () => undefined };
    if (this.#nHolders++ === 0) {
      this.#setFlags('--no-turbofan');
      this.#timer = setTimeout(() => this.#end(), longestMs).unref();
    }
    let isHeld = true;
    return {
      dispose: () => {
        if (isHeld && --this.#nHolders === 0) this.#end();
        isHeld = false;
      },
    };
  }

  #end(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#setFlags('--turbofan');
  }
}
