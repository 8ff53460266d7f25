/** What the document thread answers. Types only. */

export interface DocumentText {
  readonly text: string;
  /** Pages of a PDF; undefined for other kinds. */
  readonly nPages: number | undefined;
  /** The text was longer than asked for. */
  readonly cut: boolean;
}

export interface DocumentMethods {
  /** Text of a PDF, Word or HTML file; of HTML the first line is the title. `maxChars` bounds the answer, in UTF-16 units. */
  readonly read: (params: { readonly bytes: Uint8Array; readonly kind: DocumentKind; readonly maxChars: number }) => DocumentText;
}

export type DocumentKind = 'pdf' | 'docx' | 'html';
