/** What has been read of a statement that may become a definition, in languages that lead with types. Pure. */
import { sliceText } from '../../slice-text.js';

export class Statement {
  /** First byte, or -1 before anything has been read. */
  start = -1;
  /** Keyword that introduced a type or namespace; 0 for none. */
  aggregate = 0;
  aggregateStart = 0;
  /** 0 until the name has been read. */
  aggregateEnd = 0;
  /** True once the type's name is complete: bases, parameters or a constraint follow. */
  aggregateClosed = false;
  /** The word before the parameters; -1 for none. */
  nameStart = -1;
  nameEnd = 0;
  /** Where the chain `A::B` before the name begins. */
  qualifierStart = -1;
  wordStart = -1;
  wordEnd = 0;
  /** Where the chain before the last word begins, or that word if there is no chain. */
  chainStart = -1;
  nWords = 0;
  nWordsBeforeName = 0;
  nWordsAfterName = 0;
  /** Parameters are declared between the bracket and the body (K&R style). */
  oldStyle = false;
  assigned = false;
  arrow = false;
  typedef = false;
  using = false;
  external = false;
  annotation = false;
  /** True after the colon that begins a member initialiser list. */
  initialisers = false;
  angle = 0;
  /** True while reading the arguments of the bracket directly after the name. */
  inName = false;
  argument1 = -1;
  argument1End = 0;
  argument2 = -1;
  argument2End = 0;

  reset(): void {
    this.start = -1;
    this.aggregate = 0;
    this.aggregateStart = 0;
    this.aggregateEnd = 0;
    this.aggregateClosed = false;
    this.nameStart = -1;
    this.qualifierStart = -1;
    this.wordStart = -1;
    this.chainStart = -1;
    this.nWords = 0;
    this.nWordsAfterName = 0;
    this.oldStyle = false;
    this.assigned = false;
    this.arrow = false;
    this.typedef = false;
    this.using = false;
    this.external = false;
    this.annotation = false;
    this.initialisers = false;
    this.angle = 0;
    this.inName = false;
    this.argument1 = -1;
    this.argument2 = -1;
  }

  get isQualified(): boolean {
    return this.qualifierStart >= 0 && this.qualifierStart < this.nameStart;
  }

  /** Returns the chain before the name, `a::B`, as `a.B`, without template arguments. */
  qualifier(bytes: Uint8Array): string {
    if (!this.isQualified) return '';
    return sliceText(bytes, this.qualifierStart, Math.min(this.nameStart, this.qualifierStart + 200))
      .replace(/<[^>]*>/g, '')
      .split('::')
      .map(part => part.trim())
      .filter(part => part !== '')
      .join('.');
  }
}
