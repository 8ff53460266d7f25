/** Reads values of PowerShell: words, strings, and expressions as far as they can be worked out. Pure. */
import { mark } from '../../paths/marks.js';
import type { Node, Word, WordPart } from '../shell-script.js';
import { harmlessMembers, harmlessTypes } from './names.js';
import { named, type SyntaxNode, shapeOf, spanOf, unquoted, variablePart, wrappers } from './syntax-nodes.js';

const maxDepth = 200;

/** The reader of statements, which values may hold. */
export interface Statements {
  node(node: SyntaxNode): Node;
  all(nodes: readonly SyntaxNode[]): Node;
  problem(why: string, node: SyntaxNode): void;
}

export class PowerShellValues {
  readonly #statements: Statements;
  #depth = 0;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** The value of a variable is what a pipeline gives, or one expression. */
  assigned(node: SyntaxNode): WordPart[] {
    const commands = node.type === 'pipeline' && JSON.stringify(shapeOf(node)).includes('"command"');
    return commands ? [{ kind: 'output', script: this.#statements.node(node), quoted: true }] : this.value(node);
  }

  /** Commas part a value into several words. */
  words(node: SyntaxNode): Word[] {
    let inner = node;
    while (wrappers.has(inner.type) && named(inner).length === 1 && !/^[-+!,(@]/.test(inner.text) && named(inner)[0]?.text === inner.text)
      [inner = inner] = named(inner);
    if (inner.type === 'array_literal_expression' && named(inner).length > 1) return named(inner).flatMap(child => this.words(child));
    if (inner.type === 'argument_list' || inner.type === 'argument_expression_list')
      return named(inner).flatMap(child => this.words(child));
    return [{ parts: this.value(inner), span: spanOf(node) }];
  }

  value(node: SyntaxNode): WordPart[] {
    if (++this.#depth > maxDepth) {
      this.#statements.problem('values inside values', node);
      return [{ kind: 'unknown', why: 'a value' }];
    }
    try {
      return this.#valueOf(node);
    } finally {
      this.#depth--;
    }
  }

  #valueOf(node: SyntaxNode): WordPart[] {
    const children = named(node);
    const [first] = children;
    switch (node.type) {
      case 'verbatim_string_characters':
        return [{ kind: 'text', text: node.text.slice(1, -1).replaceAll("''", "'"), quoted: true }];
      case 'verbatim_here_string_characters':
        return [{ kind: 'text', text: node.text.replace(/^@'\r?\n?|\r?\n?'@$/g, ''), quoted: true }];
      case 'expandable_string_literal':
      case 'expandable_here_string_literal':
        return [{ kind: 'joined', parts: this.#expandable(node) }];
      case 'decimal_integer_literal':
      case 'hexadecimal_integer_literal':
      case 'real_literal':
      case 'integer_literal':
        return [{ kind: 'text', text: node.text, quoted: true }];
      case 'command_parameter':
        return [{ kind: 'text', text: unquoted(node.text), quoted: true }];
      case 'generic_token':
      case 'path_command_name_token':
      case 'simple_name':
      case 'member_name':
      case 'type_literal':
        return this.#bare(node);
      case 'variable':
      case 'braced_variable':
        return [variablePart(node.text)];
      case 'sub_expression':
      case 'parenthesized_expression':
      case 'array_expression':
        return this.#grouped(node);
      case 'script_block_expression':
        return [{ kind: 'output', script: this.#statements.node(node), quoted: true }];
      case 'hash_literal_expression':
      case 'key_expression':
        return [...children.flatMap(child => this.#inside(child)), { kind: 'unknown', why: 'a table' }];
      case 'member_access':
      case 'invokation_expression':
      case 'element_access':
      case 'invokation_foreach_expression':
        return this.#member(node);
      case 'cast_expression':
        return this.#cast(node);
      case 'additive_expression':
      case 'additive_argument_expression':
        if (children.length === 2 && node.children.some(child => child?.type === '+'))
          return [{ kind: 'joined', parts: children.flatMap(child => this.value(child)) }];
        break;
      case 'format_expression':
      case 'format_argument_expression':
        if (children.length > 1)
          return [
            ...children.flatMap(child => this.#inside(child)),
            { kind: 'joined', parts: [this.#formatted(children.filter(child => child.type !== 'format_operator'))] },
          ];
        break;
      default:
        if (/string/.test(node.type) && children.length === 0) return this.#bare(node);
    }
    if (children.length === 0) return this.#bare(node);
    if (children.length === 1 && first && (wrappers.has(node.type) || first.text === node.text)) return this.value(first);
    return [...children.flatMap(child => this.#inside(child)), { kind: 'unknown', why: 'a value that is worked out' }];
  }

  /** What runs inside a value that is not known. */
  #inside(node: SyntaxNode): WordPart[] {
    return this.value(node).filter(part => part.kind === 'output');
  }

  #grouped(node: SyntaxNode): WordPart[] {
    if (JSON.stringify(shapeOf(node)).includes('"command"'))
      return [{ kind: 'output', script: this.#statements.all(named(node)), quoted: false }];
    const [only, ...others] = named(node);
    return only && others.length === 0
      ? this.value(only.type === 'statement_list' ? (named(only)[0] ?? only) : only)
      : [{ kind: 'unknown', why: 'a list' }, ...named(node).flatMap(child => this.#inside(child))];
  }

  #expandable(node: SyntaxNode): WordPart[] {
    const parts: WordPart[] = [];
    const here = node.type.includes('here');
    let at = node.startIndex + (here ? 2 : 1);
    const end = node.endIndex - (here ? 2 : 1);
    const plain = (to: number): void => {
      const text = node.text.slice(at - node.startIndex, to - node.startIndex);
      if (text !== '') parts.push({ kind: 'text', text: unquoted(text.replaceAll('""', '"')), quoted: true });
    };
    for (const child of named(node)) {
      if (!/variable|sub_expression/.test(child.type)) continue;
      plain(child.startIndex);
      parts.push(...this.value(child));
      at = child.endIndex;
    }
    plain(end);
    return parts;
  }

  /** A bare word may hold variables. */
  #bare(node: SyntaxNode): WordPart[] {
    const parts: WordPart[] = [];
    for (const piece of node.text.split(/(\$\{[^}]*\}|\$[A-Za-z_?]\w*(?::\w+)?|[*?])/)) {
      if (piece === '*' || piece === '?') parts.push({ kind: 'glob', glob: piece === '*' ? 'star' : 'question' });
      else if (piece.startsWith('$') && piece.length > 1) parts.push(variablePart(piece));
      else if (piece !== '') parts.push({ kind: 'text', text: unquoted(piece), quoted: false });
    }
    if (/\$\(/.test(node.text)) this.#statements.problem('a word that is put together', node);
    return parts;
  }

  /** `$x.Length`, `[IO.Path]::Combine(…)`: harmless members give a value that is not known, any other one may do anything. */
  #member(node: SyntaxNode): WordPart[] {
    const [target, ...rest] = named(node);
    const type =
      target?.type === 'type_literal'
        ? target.text
            .replace(/^\[|\]$/g, '')
            .replace(/^system\./i, '')
            .toLowerCase()
        : undefined;
    const name = rest.find(child => child.type === 'member_name')?.text.toLowerCase();
    const calls = node.type === 'invokation_expression';
    if (
      type === undefined
        ? calls && !harmlessMembers.has(name ?? '')
        : !harmlessTypes.has(type) && !harmlessTypes.has(`${type}::${name ?? ''}`)
    )
      this.#statements.problem(`${node.text.slice(0, 60)}, which may do anything`, node);
    if (name !== undefined && /[$"'(]/.test(name)) this.#statements.problem('a member whose name is put together', node);
    const ran = named(node).flatMap(child =>
      child.type === 'member_name'
        ? []
        : child.type === 'argument_list'
          ? this.words(child).flatMap(word => word.parts.filter(part => part.kind === 'output'))
          : this.#inside(child),
    );
    const value: WordPart = /^(?:length|count|id|year|month|day|major|minor|processid|hresult)$/.test(name ?? '')
      ? { kind: 'token' }
      : { kind: 'unknown', why: 'a member' };
    return [...ran, value];
  }

  #cast(node: SyntaxNode): WordPart[] {
    const type =
      named(node)[0]
        ?.text.replace(/^\[|\]$/g, '')
        .toLowerCase() ?? '';
    if (
      !/^(?:int|int32|int64|long|string|bool|double|float|decimal|datetime|char|byte|array|string\[\]|int\[\]|char\[\]|object\[\]|void|version|uri|guid|timespan|pscustomobject|ordered|hashtable|switch|regex|xml|system\.\w+)$/.test(
        type,
      )
    )
      this.#statements.problem(`a cast to ${type}`, node);
    const values = named(node)
      .slice(1)
      .flatMap(child => this.value(child));
    return /^(?:string|int|int32|int64|long|void|double)$/.test(type)
      ? values
      : [...values.filter(part => part.kind === 'output'), { kind: 'unknown', why: 'a cast' }];
  }

  /** `'{0}{1}' -f 'a','b'` with plain strings. */
  #formatted(children: readonly SyntaxNode[]): WordPart {
    const [format, ...values] = children
      .flatMap(child => this.words(child))
      .map(word =>
        word.parts
          .map(part =>
            part.kind === 'text'
              ? part.text
              : part.kind === 'joined' && part.parts.every(inner => inner.kind === 'text')
                ? part.parts.map(inner => (inner.kind === 'text' ? inner.text : '')).join('')
                : mark.unknown,
          )
          .join(''),
      );
    return {
      kind: 'text',
      text: (format ?? '').replace(/\{(\d+)(?:[,:][^}]*)?\}/g, (_all, index: string) => values[Number(index)] ?? mark.unknown),
      quoted: true,
    };
  }
}
