/**
 * The layout of a segment file: magic and version, sections, a table of checksums (8 bytes per page of a section), and a checksummed footer
 * that locates them all. Little-endian. Every page is verified before it is used.
 */

/** Readers refuse any other version. 1: first version. 2: a bloom filter over names. 3: symbol rows in encoded blocks. */
export const formatVersion = 3;

export const pageBytes = 65_536;
export const headBytes = 16;
export const footerBytes = 1024;
/** "VIBESEG" and a line feed, so that a transfer in text mode damages the bytes that are checked first. */
export const magic = new Uint8Array([0x56, 0x49, 0x42, 0x45, 0x53, 0x45, 0x47, 0x0a]);

/** In the order of their numbers in the footer. Changing the order needs a new format version. */
export const sections = [
  /** See `FileRows`. */
  'files',
  'paths',
  /** Rows of `windowRowBytes`. */
  'windows',
  /** Body length of each window, u16. */
  'lengths',
  /** Three u16 per window: comments, names, top names. */
  'otherLengths',
  // Postings come first because they are streamed, while dictionary and index wait in memory until the end.
  'postings',
  'dictionary',
  'dictionaryIndex',
  'bloom',
  'pathPostings',
  'pathDictionary',
  'pathIndex',
  'pathBloom',
  /** See `NameTable`. */
  'names',
  /** Offset of each block of names, u32, plus the end. */
  'nameStarts',
  /** See `nameBloom`. */
  'nameBloom',
  /** By file, in outline order. See `SymbolRows`. */
  'symbols',
  /** Offset of each block of rows, u32, plus the end. */
  'symbolStarts',
  /** Pairs of u32, ascending: symbol, number of the name that qualifies it. */
  'qualifiers',
  'vectors',
  /** One f32 per vector. */
  'vectorScales',
  'signs',
] as const;
export type SectionName = (typeof sections)[number];

/** [start byte u32, bytes u16, lines after the first u8, first line u24]. */
export const windowRowBytes = 10;

/** Facts about the whole segment, from the footer. */
export interface SegmentNumbers {
  readonly nFiles: number;
  readonly nWindows: number;
  readonly nSymbols: number;
  readonly nNames: number;
  readonly nTerms: number;
  readonly nPathTerms: number;
  readonly dims: number;
  /** Sums over all windows: body, names, top names, comments. */
  readonly tokens: readonly [number, number, number, number];
  /** Version of the terms, outlines and everything else that a segment is made from. Segments of another version are indexed again. */
  readonly featureVersion: number;
  /** Identity of the embedding table, or empty. */
  readonly embedding: string;
}

export interface Extent {
  readonly offset: number;
  readonly length: number;
  /** Number of the section's first page in the table of checksums. */
  readonly firstPage: number;
}

export interface SegmentLayout {
  readonly numbers: SegmentNumbers;
  readonly extents: Readonly<Record<SectionName, Extent>>;
  readonly checksumsAt: number;
  readonly nPages: number;
  readonly checksumsLow: number;
  readonly checksumsHigh: number;
  readonly fileBytes: number;
}

export const pagesOf = (length: number): number => Math.ceil(length / pageBytes);

const rowsAt = 256;
const rowSize = 20;
const identityAt = 128;
const identityBytes = 96;

/** Returns the footer without its own checksum, which is stored in its last eight bytes. */
export function encodeFooter(layout: SegmentLayout): Uint8Array {
  const bytes = new Uint8Array(footerBytes);
  const view = new DataView(bytes.buffer);
  bytes.set(magic);
  const { numbers } = layout;
  view.setUint32(8, formatVersion, true);
  view.setUint32(12, numbers.featureVersion, true);
  view.setFloat64(16, layout.fileBytes, true);
  view.setFloat64(24, layout.checksumsAt, true);
  const words = [layout.nPages, layout.checksumsLow, layout.checksumsHigh, numbers.nFiles, numbers.nWindows, numbers.nSymbols];
  [...words, numbers.nNames, numbers.nTerms, numbers.nPathTerms, numbers.dims, sections.length].forEach((value, i) =>
    view.setUint32(32 + i * 4, value, true),
  );
  numbers.tokens.forEach((value, i) => view.setFloat64(80 + i * 8, value, true));
  bytes.set(new TextEncoder().encode(numbers.embedding).subarray(0, identityBytes), identityAt);
  sections.forEach((name, i) => {
    const { offset, length, firstPage } = layout.extents[name];
    const at = rowsAt + i * rowSize;
    view.setFloat64(at, offset, true);
    view.setFloat64(at + 8, length, true);
    view.setUint32(at + 16, firstPage, true);
  });
  return bytes;
}

/** Decodes a footer whose checksum has been verified, or returns why it is unusable. */
export function decodeFooter(bytes: Uint8Array, fileBytes: number): SegmentLayout | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!magic.every((byte, i) => bytes[i] === byte)) return 'it does not end as a segment';
  const version = view.getUint32(8, true);
  if (version !== formatVersion) return `its format is ${version}, wanted ${formatVersion}`;
  if (view.getFloat64(16, true) !== fileBytes) return `it has ${fileBytes} bytes, wanted ${view.getFloat64(16, true)}`;
  const word = (i: number): number => view.getUint32(32 + i * 4, true);
  if (word(10) !== sections.length) return `it has ${word(10)} sections, wanted ${sections.length}`;
  // The loop below adds every section.
  const extents = {} as Record<SectionName, Extent>;
  let page = 0;
  let offset = headBytes;
  for (const [i, name] of sections.entries()) {
    const at = rowsAt + i * rowSize;
    const extent = { offset: view.getFloat64(at, true), length: view.getFloat64(at + 8, true), firstPage: view.getUint32(at + 16, true) };
    if (extent.offset !== offset || extent.firstPage !== page || !(extent.length >= 0)) return `its section ${name} is out of place`;
    offset += extent.length;
    page += pagesOf(extent.length);
    extents[name] = extent;
  }
  const checksumsAt = view.getFloat64(24, true);
  if (checksumsAt !== offset || word(0) !== page || offset + page * 8 + footerBytes !== fileBytes)
    return 'its table of checksums is out of place';
  const identity = bytes.subarray(identityAt, identityAt + identityBytes);
  const nIdentity = identity.indexOf(0);
  const token = (i: number): number => view.getFloat64(80 + i * 8, true);
  return {
    numbers: {
      nFiles: word(3),
      nWindows: word(4),
      nSymbols: word(5),
      nNames: word(6),
      nTerms: word(7),
      nPathTerms: word(8),
      dims: word(9),
      tokens: [token(0), token(1), token(2), token(3)],
      featureVersion: view.getUint32(12, true),
      embedding: new TextDecoder().decode(nIdentity < 0 ? identity : identity.subarray(0, nIdentity)),
    },
    extents,
    checksumsAt,
    nPages: page,
    checksumsLow: word(1),
    checksumsHigh: word(2),
    fileBytes,
  };
}
