/** The calls that the document thread answers. Types only. */

export interface DocumentText {
  readonly text: string;
  /** Number of pages of a PDF; undefined for other kinds. */
  readonly nPages: number | undefined;
  /** True if the text was longer than requested. */
  readonly cut: boolean;
}

export interface DocumentMethods {
  /** Returns the text of a PDF, Word or HTML file; the first line of an HTML file is its title. `maxChars` limits it, in UTF-16 units. */
  readonly read: (params: { readonly bytes: Uint8Array; readonly kind: DocumentKind; readonly maxChars: number }) => DocumentText;
}

export type DocumentKind = 'pdf' | 'docx' | 'html';
