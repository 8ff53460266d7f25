/**
 * Switches V8's optimising compiler (TurboFan) off at the start of a burst of work on all cores. Each thread is an isolate of its own and
 * would compile the same functions again, which in the first seconds costs more CPU than the faster code saves (about a fifth of the cost
 * of indexing 50 MB). Meanwhile functions run in the code of the mid-tier compiler (Maglev); those still hot afterwards are compiled by
 * TurboFan.
 */
import type { Disposable } from '../base/disposables.js';

/** A burst longer than this gains from the better code. */
const longestMs = 5_000;

export class CompilerRest {
  readonly #setFlags: (flags: string) => void;
  readonly #isPossible: boolean;
  #nHolders = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * `setFlags` sets V8 flags of this process. `versions` and `arch` tell whether it is possible: without the mid-tier compiler all code
   * would be slow, and Electron's V8 may have frozen flags and then ends a process that sets one.
   */
  constructor(setFlags: (flags: string) => void, { versions, arch }: Pick<NodeJS.Process, 'versions' | 'arch'>) {
    this.#setFlags = setFlags;
    const hasMiddleCompiler = Number.parseInt(versions.v8, 10) >= 13 && (arch === 'x64' || arch === 'arm64');
    this.#isPossible = hasMiddleCompiler && versions['electron'] === undefined;
  }

  /** Pauses the compiler until every returned handle is disposed, or a few seconds have passed. */
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
