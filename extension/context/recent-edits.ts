/** The lines that were edited last, by file, in current line numbers: later edits above move them. Does not import the editor. */

export interface EditSpan {
  /** 0-based, in the text before the edit. */
  readonly startLine: number;
  readonly endLine: number;
  /** Lines that the edit added, less those that it removed. */
  readonly addedLines: number;
}

export interface EditedLines {
  readonly uri: string;
  /** 0-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
}

/** Edits closer than this are one. */
const nearLines = 10;
const maxPlaces = 12;

export class RecentEdits {
  /** Newest first. */
  #places: readonly EditedLines[] = [];

  get newest(): readonly EditedLines[] {
    return this.#places;
  }

  note(uri: string, edit: EditSpan): void {
    const { addedLines } = edit;
    const moved = this.#places.map(place => {
      if (place.uri !== uri || place.startLine <= edit.endLine) return place;
      return { ...place, startLine: Math.max(0, place.startLine + addedLines), endLine: Math.max(0, place.endLine + addedLines) };
    });
    let place: EditedLines = { uri, startLine: edit.startLine, endLine: Math.max(edit.startLine, edit.endLine + addedLines) };
    const others: EditedLines[] = [];
    for (const other of moved) {
      if (other.uri !== uri || other.startLine > place.endLine + nearLines || other.endLine < place.startLine - nearLines)
        others.push(other);
      else place = { uri, startLine: Math.min(place.startLine, other.startLine), endLine: Math.max(place.endLine, other.endLine) };
    }
    this.#places = [place, ...others].slice(0, maxPlaces);
  }

  /** Forgets a file that was closed. */
  forget(uri: string): void {
    this.#places = this.#places.filter(place => place.uri !== uri);
  }
}
