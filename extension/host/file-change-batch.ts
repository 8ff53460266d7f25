/** Collects changes of watched files: those within a short time become one message. Does not import the editor. */

const batchMs = 20;

export interface FileChange {
  readonly uri: string;
  readonly type: 1 | 2 | 3;
}

export class FileChangeBatch {
  readonly #send: (changes: readonly FileChange[]) => void;
  #changes: FileChange[] = [];

  constructor(send: (changes: readonly FileChange[]) => void) {
    this.#send = send;
  }

  add(change: FileChange): void {
    this.#changes.push(change);
    if (this.#changes.length > 1) return;
    setTimeout(() => {
      const changes = this.#changes;
      this.#changes = [];
      this.#send(changes);
    }, batchMs);
  }
}
