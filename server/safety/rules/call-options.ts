/**
 * Reads the options of a call by the specification of its rule, as getopt would. Pure.
 *
 * A specification is a list of words: `-abc` are flags of one letter, `name` is a flag, `name:` takes a value that does not matter,
 * `name=role` takes a value with a role, `name?` or `name?=role` may have a value attached, `name!act` is a flag that does something, and
 * `*` says that no other option matters. Without `*` an option that is not in the list is not understood.
 */
import { isUncertain } from '../paths/marks.js';
import type { Arg } from '../run/call.js';

interface OptionSpec {
  readonly name: string;
  readonly takes: 'nothing' | 'value' | 'attached';
  readonly role: string | undefined;
  readonly act: string | undefined;
}

export interface OptionsSpec {
  readonly byName: ReadonlyMap<string, OptionSpec>;
  readonly longNames: readonly string[];
  readonly lenient: boolean;
}

export interface ReadOption {
  readonly name: string;
  readonly value: Arg | undefined;
  readonly role: string | undefined;
  readonly act: string | undefined;
  readonly arg: Arg;
}

export interface ReadCall {
  readonly options: readonly ReadOption[];
  readonly operands: readonly Arg[];
  /** Options that the rule does not know. */
  readonly strange: readonly Arg[];
  /** Index of the first operand among the arguments. */
  readonly firstOperand: number;
}

const specs = new Map<string, OptionsSpec>();

export function optionsSpec(text: string): OptionsSpec {
  let spec = specs.get(text);
  if (spec === undefined) {
    spec = parseSpec(text);
    specs.set(text, spec);
  }
  return spec;
}

function parseSpec(text: string): OptionsSpec {
  const byName = new Map<string, OptionSpec>();
  let lenient = false;
  for (const word of text.split(/\s+/)) {
    if (word === '') continue;
    if (word === '*') lenient = true;
    else if (word.startsWith('-'))
      for (const name of word.slice(1)) byName.set(name, { name, takes: 'nothing', role: undefined, act: undefined });
    else {
      const match = /^([^:=!?]+)(\?)?(?:([:=!])(.*))?$/.exec(word);
      if (!match) throw new Error(`"${word}" is no option specification`);
      const [, name = '', attached, sign, rest] = match;
      byName.set(name, {
        name,
        takes: attached ? 'attached' : sign === ':' || sign === '=' ? 'value' : 'nothing',
        role: sign === '=' ? rest : undefined,
        act: sign === '!' ? rest : undefined,
      });
    }
  }
  return { byName, lenient, longNames: [...byName.keys()].filter(name => name.length > 1) };
}

export interface ReadStyle {
  /** Options of the kind `-name`. */
  readonly single?: boolean;
  /** Stop at the first operand: what follows belongs to another command. */
  readonly stopEarly?: boolean;
}

export function readCallOptions(args: readonly Arg[], spec: OptionsSpec, style: ReadStyle = {}): ReadCall {
  const reader = new Reader(args, spec, style);
  reader.read();
  return reader;
}

class Reader implements ReadCall {
  readonly options: ReadOption[] = [];
  readonly operands: Arg[] = [];
  readonly strange: Arg[] = [];
  firstOperand = -1;
  #at = 0;
  readonly #args: readonly Arg[];
  readonly #spec: OptionsSpec;
  readonly #style: ReadStyle;

  constructor(args: readonly Arg[], spec: OptionsSpec, style: ReadStyle) {
    this.#args = args;
    this.#spec = spec;
    this.#style = style;
  }

  read(): void {
    for (; this.#at < this.#args.length; this.#at++) {
      const arg = this.#args[this.#at];
      if (arg === undefined) break;
      const { text } = arg;
      if (text === '--') {
        this.#at++;
        this.#rest();
        return;
      }
      if (text.length < 2 || !text.startsWith('-')) {
        if (this.#style.stopEarly) return this.#rest();
        this.#operand(arg);
      } else if (text.startsWith('--')) this.#long(arg, text.slice(2));
      else if (this.#style.single || (text.length > 2 && this.#spec.byName.get(text.slice(1))?.role !== undefined))
        this.#long(arg, text.slice(1));
      else this.#short(arg, text.slice(1));
    }
  }

  #rest(): void {
    for (; this.#at < this.#args.length; this.#at++) {
      const arg = this.#args[this.#at];
      if (arg) this.#operand(arg);
    }
  }

  #operand(arg: Arg): void {
    if (this.firstOperand < 0) this.firstOperand = this.#at;
    this.operands.push(arg);
  }

  #long(arg: Arg, text: string): void {
    const equals = text.indexOf('=');
    const given = equals < 0 ? text : text.slice(0, equals);
    const option = this.#find(given);
    if (option === undefined) {
      if (!this.#spec.lenient || isUncertain(given)) this.strange.push(arg);
      return;
    }
    const attached = equals < 0 ? undefined : { text: text.slice(equals + 1), span: arg.span };
    this.#add(option, arg, attached ?? (option.takes === 'value' ? this.#next() : undefined));
  }

  /** Long names may be shortened as far as one option is meant; if several are, the first that does something counts. */
  #find(given: string): OptionSpec | undefined {
    const exact = this.#spec.byName.get(given);
    if (exact || given === '') return exact;
    const starting = this.#spec.longNames.filter(name => name.startsWith(given)).map(name => this.#spec.byName.get(name));
    return starting.find(option => option?.act !== undefined || option?.role !== undefined) ?? starting[0];
  }

  #short(arg: Arg, cluster: string): void {
    for (let i = 0; i < cluster.length; i++) {
      const name = cluster.charAt(i);
      const option = this.#spec.byName.get(name);
      if (option === undefined) {
        if (!this.#spec.lenient && !/\d/.test(name)) this.strange.push(arg);
        if (isUncertain(cluster)) this.strange.push(arg);
        continue;
      }
      const rest = cluster.slice(i + 1);
      if (option.takes === 'nothing') {
        this.#add(option, arg, undefined);
        continue;
      }
      const attached = rest === '' ? undefined : { text: rest.replace(/^=/, ''), span: arg.span };
      this.#add(option, arg, attached ?? (option.takes === 'value' ? this.#next() : undefined));
      return;
    }
  }

  #next(): Arg | undefined {
    this.#at++;
    return this.#args[this.#at];
  }

  #add({ name, role, act }: OptionSpec, arg: Arg, value: Arg | undefined): void {
    this.options.push({ name, role, act, value, arg });
  }
}
