/**
 * Builds one segment from files, in memory: the kernels invert and embed, this class keeps the tables around them. Reusable: `reset` gives
 * a batch's memory back to the arena and keeps what was learnt about words for the next batch, up to a bound.
 */
import type { EmbeddingTable } from '../../embedding/static-table.js';
import type { Kernels } from '../../kernels/kernels.js';
import { type ArenaRegion, MemoryArena } from '../../kernels/memory-arena.js';
import { fileRoles } from '../../text/language/file-role.js';
import { syntaxTable } from '../../text/language/languages.js';
import { maxSyntaxRules, syntaxRuleBytes } from '../../text/language/syntax.js';
import type { TextSurvey } from '../../text/survey.js';
import { featureVersion } from '../format/feature-version.js';
import { FileRows, fileRowBytes } from '../format/file-row.js';
import { usedBytes, withCapacity } from '../format/growing.js';
import { pageBytes, windowRowBytes } from '../format/segment-format.js';
import type { SegmentInput, SegmentSymbol } from '../format/segment-input.js';
import { bodySections, loadEmbedding, TextBuffer, writePathTerms, writeTerms } from './inversion.js';
import { type ByteSink, SegmentWriter } from './segment-writer.js';
import { encodeStrings, SymbolTableBuilder } from './symbol-table-builder.js';

/** Kinds that announce a thing without defining it: their names count as names but not as top-level names. */
const weakKinds = new Set<string>(['declaration', 'impl']);

/** Learnt words are dropped when they take more than this. */
const maxLearntBytes = 48 * 1024 * 1024;

export class SegmentBuilder {
  readonly #kernels: Kernels;
  readonly #arena: MemoryArena;
  readonly #region: ArenaRegion;
  /** What the kernels have learnt about words. */
  readonly #learnt: ArenaRegion;
  readonly #text: TextBuffer;
  readonly #syntaxes: number;
  /** Offset of the line starts of one file. */
  #lines = 0;
  #maxLines = 0;
  readonly #page: number;
  readonly #table: EmbeddingTable | undefined;
  #files: Uint8Array<ArrayBuffer> = new Uint8Array(fileRowBytes * 64);
  #paths: string[] = [];
  #windows: Uint8Array<ArrayBuffer> = new Uint8Array(windowRowBytes * 256);
  /** Four u16 per window: body, comments, names, top names. */
  #lengths: Uint16Array<ArrayBuffer> = new Uint16Array(1024);
  #vectors: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #scales: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #signs: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  readonly #symbols: SymbolTableBuilder;
  #nWindows = 0;
  /** Memory of the kernels for the tables of one file, and its size in bytes. */
  #scratch = 0;
  #scratchBytes = 0;

  /** Owns the kernels from now on. Without a table the segments hold no vectors. */
  constructor(kernels: Kernels, table: EmbeddingTable | undefined) {
    this.#kernels = kernels;
    this.#table = table;
    this.#arena = new MemoryArena(kernels.memory, kernels.heapBase);
    this.#region = this.#arena.region();
    this.#learnt = this.#arena.region();
    this.#text = new TextBuffer(this.#arena);
    kernels.slabs = {
      take: bytes => this.#region.take(bytes),
      takeKept: bytes => this.#learnt.take(bytes),
      giveKept: at => this.#learnt.give(at),
    };
    this.#page = this.#arena.take(pageBytes + 64);
    const syntaxes = syntaxTable();
    this.#syntaxes = this.#arena.take(syntaxes.length);
    new Uint8Array(kernels.memory.buffer, this.#syntaxes, syntaxes.length).set(syntaxes);
    if (table !== undefined) loadEmbedding(kernels, this.#arena, table);
    kernels.invertReset();
    this.#symbols = new SymbolTableBuilder(kernels, bytes => this.#arena.take(bytes));
  }

  get nFiles(): number {
    return this.#paths.length;
  }

  /** Memory that the batch holds, plus learnt words beyond their bound. Call `finish` when it exceeds the budget. */
  get sizeBytes(): number {
    const perWindow = windowRowBytes + 8 + (this.#table === undefined ? 0 : this.#table.dims * 1.125 + 4);
    return (
      this.#region.sizeBytes +
      Math.max(0, this.#learnt.sizeBytes - maxLearntBytes) +
      this.#kernels.heldBytes() +
      this.#nWindows * perWindow +
      this.#symbols.sizeBytes +
      this.#paths.length * (fileRowBytes + 100)
    );
  }

  /**
   * Surveys `bytes` before it is decided whether to index them, and leaves them where `add` will index them from. The returned lines are a
   * view that is valid until a file is added.
   */
  survey(bytes: Uint8Array): TextSurvey {
    const kernels = this.#kernels;
    const text = this.#text.put(bytes);
    let n = kernels.survey(text, bytes.length, this.#lines, this.#maxLines);
    if (n > this.#maxLines) {
      if (this.#maxLines > 0) this.#arena.give(this.#lines);
      this.#maxLines = Math.max(1 << 14, n * 2);
      this.#lines = this.#arena.take(this.#maxLines * 4);
      n = kernels.survey(text, bytes.length, this.#lines, this.#maxLines);
    }
    const flags = kernels.surveyFlags();
    return {
      isAscii: (flags & 1) === 0,
      hasZero: (flags & 2) !== 0,
      nControl: kernels.surveyControls(),
      starts: new Uint32Array(kernels.memory.buffer, this.#lines, n),
    };
  }

  add(input: SegmentInput): void {
    const { windows, outline } = input;
    const n = windows.count;
    const text = this.#text.put(input.bytes);
    const names = nameRanges(outline);
    const dims = this.#table?.dims ?? 0;
    const tables = this.#fileTables(n, outline.length * 3, dims);
    const memory = this.#kernels.memory.buffer;
    new Uint32Array(memory, tables.starts, n).set(windows.startByte);
    new Uint32Array(memory, tables.ends, n).set(windows.endByte);
    new Uint32Array(memory, tables.names, names.length).set(names);
    this.#kernels.invertFile(
      text,
      input.bytes.length,
      tables.starts,
      tables.ends,
      n,
      this.#nWindows,
      tables.names,
      names.length / 3,
      this.#syntaxes + input.language * maxSyntaxRules * syntaxRuleBytes,
      tables.lengths,
      dims === 0 ? 0 : tables.vectors,
      tables.scales,
      tables.signs,
    );
    this.#addFileRow(input);
    this.#takeWindows(windows, tables, dims);
    this.#symbols.add(outline, input.bytes, text, tables.names);
    this.#nWindows += n;
  }

  /** Returns the segment in shared memory, so that it goes to other threads without a copy. */
  finish(): Uint8Array<SharedArrayBuffer> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    this.finishTo(bytes => {
      chunks.push(bytes.slice());
      size += bytes.length;
    });
    const segment = new Uint8Array(new SharedArrayBuffer(size));
    let at = 0;
    for (const chunk of chunks) {
      segment.set(chunk, at);
      at += chunk.length;
    }
    return segment;
  }

  /** Streams the segment page by page, so that it is never in memory twice. The sink must consume the bytes immediately. */
  finishTo(sink: ByteSink): void {
    this.#write(new SegmentWriter(this.#kernels, this.#page, sink));
  }

  /** Drops all files and keeps the memory for the next batch. */
  reset(): void {
    this.#paths = [];
    this.#nWindows = 0;
    this.#region.reset();
    if (this.#learnt.sizeBytes > maxLearntBytes) {
      this.#learnt.reset();
      this.#kernels.invertReset();
    } else this.#kernels.invertNext();
    this.#symbols.reset();
  }

  #write(writer: SegmentWriter): void {
    const nFiles = this.#paths.length;
    const n = this.#nWindows;
    const { starts, text } = encodeStrings(this.#paths);
    const rows = new FileRows(this.#files);
    for (let i = 0; i < nFiles; i++) rows.setRunning(i, 'pathStart', starts[i]!);
    writer.write('files', this.#files.subarray(0, nFiles * fileRowBytes));
    writer.write('paths', text);
    writer.write('windows', this.#windows.subarray(0, n * windowRowBytes));
    const body = new Uint32Array(n);
    const tokens: [number, number, number, number] = [0, 0, 0, 0];
    const short = new Uint16Array(n);
    const others = new Uint16Array(n * 3);
    for (let i = 0; i < n; i++) {
      const at = i * 4;
      short[i] = body[i] = this.#lengths[at]!;
      for (let j = 0; j < 3; j++) others[i * 3 + j] = this.#lengths[at + 1 + j]!;
      tokens[0] += this.#lengths[at]!;
      tokens[1] += this.#lengths[at + 2]!;
      tokens[2] += this.#lengths[at + 3]!;
      tokens[3] += this.#lengths[at + 1]!;
    }
    writer.write('lengths', usedBytes(short, n));
    writer.write('otherLengths', usedBytes(others, n * 3));
    const nTerms = writeTerms(this.#kernels, this.#region, body, bodySections, writer);
    this.#kernels.invertNext();
    const nPathTerms = writePathTerms(this.#kernels, this.#region, { text, starts, syntax: this.#syntaxes }, writer);
    this.#symbols.write(writer, this.#region);
    const dims = this.#table?.dims ?? 0;
    writer.write('vectors', this.#vectors.subarray(0, n * dims));
    writer.write('vectorScales', this.#scales.subarray(0, dims === 0 ? 0 : n * 4));
    writer.write('signs', this.#signs.subarray(0, (n * dims) / 8));
    writer.finish({
      nFiles,
      nWindows: n,
      nSymbols: this.#symbols.count,
      nNames: this.#symbols.nNames,
      nTerms,
      nPathTerms,
      dims,
      tokens,
      featureVersion,
      embedding: this.#table?.identity ?? '',
    });
  }

  #addFileRow(input: SegmentInput): void {
    const { sizeBytes, mtimeMs, contentHash, language, windows } = input;
    const file = this.#paths.length;
    this.#files = withCapacity(this.#files, (file + 1) * fileRowBytes);
    const rows = new FileRows(this.#files);
    rows.setRunning(file, 'firstWindow', this.#nWindows);
    rows.setRunning(file, 'firstSymbol', this.#symbols.count);
    const nLines = windows.endLine[windows.count - 1] ?? 0;
    rows.setFacts(file, { nLines, sizeBytes, mtimeMs, contentHash, language, role: fileRoles.indexOf(input.role) });
    this.#paths.push(input.path);
  }

  #takeWindows(windows: SegmentInput['windows'], tables: FileTables, dims: number): void {
    const n = windows.count;
    const first = this.#nWindows;
    const memory = this.#kernels.memory.buffer;
    this.#windows = withCapacity(this.#windows, (first + n) * windowRowBytes);
    const rows = new DataView(this.#windows.buffer);
    for (let i = 0; i < n; i++) {
      const at = (first + i) * windowRowBytes;
      const nBytes = windows.endByte[i]! - windows.startByte[i]!;
      const nLines = windows.endLine[i]! - windows.startLine[i]!;
      if (nBytes > 0xffff || nLines > 0xff) throw new RangeError(`A window of ${nBytes} bytes and ${nLines + 1} lines is too large`);
      rows.setUint32(at, windows.startByte[i]!, true);
      rows.setUint16(at + 4, nBytes, true);
      rows.setUint32(at + 6, nLines | (Math.min(0xffffff, windows.startLine[i]!) << 8), true);
    }
    this.#lengths = withCapacity(this.#lengths, (first + n) * 4);
    this.#lengths.set(new Uint16Array(memory, tables.lengths, n * 4), first * 4);
    if (dims === 0) return;
    const append = (items: Uint8Array<ArrayBuffer>, from: number, each: number): Uint8Array<ArrayBuffer> => {
      const larger = withCapacity(items, (first + n) * each);
      larger.set(new Uint8Array(memory, from, n * each), first * each);
      return larger;
    };
    this.#vectors = append(this.#vectors, tables.vectors, dims);
    this.#scales = append(this.#scales, tables.scales, 4);
    this.#signs = append(this.#signs, tables.signs, dims / 8);
  }

  /** Returns memory for the tables of a file with `n` windows. */
  #fileTables(n: number, nNames: number, dims: number): FileTables {
    const needed = n * (4 + 4 + 8 + 4 + dims + dims / 8) + nNames * 4 + 256;
    if (needed > this.#scratchBytes) {
      if (this.#scratchBytes > 0) this.#arena.give(this.#scratch);
      this.#scratchBytes = Math.max(needed * 2, 1 << 16);
      this.#scratch = this.#arena.take(this.#scratchBytes);
    }
    const lengths = this.#scratch;
    const starts = lengths + n * 8;
    const ends = starts + n * 4;
    const scales = ends + n * 4;
    const names = scales + n * 4;
    const vectors = Math.ceil((names + nNames * 4) / 16) * 16;
    return { lengths, starts, ends, scales, names, vectors, signs: vectors + n * dims };
  }
}

interface FileTables {
  readonly lengths: number;
  readonly starts: number;
  readonly ends: number;
  readonly scales: number;
  readonly names: number;
  readonly vectors: number;
  readonly signs: number;
}

/** Returns triplets [start, end, 3 at the top level or 1] of the names that occur in the text, ascending. */
function nameRanges(outline: readonly SegmentSymbol[]): Uint32Array {
  const present = outline.filter(item => item.nameEnd > item.nameStart);
  const ranges = new Uint32Array(present.length * 3);
  let sorted = true;
  for (const [i, item] of present.entries()) {
    if (i > 0 && item.nameStart < present[i - 1]!.nameStart) sorted = false;
    ranges[i * 3] = item.nameStart;
    ranges[i * 3 + 1] = item.nameEnd;
    ranges[i * 3 + 2] = item.parent < 0 && !weakKinds.has(item.kind) ? 3 : 1;
  }
  return sorted ? ranges : nameRanges(present.toSorted((a, b) => a.nameStart - b.nameStart));
}
