/**
 * Brings the tree of the PowerShell grammar into ours. Expressions that only compute become text or what is not known; a call of a method
 * that is not known to be harmless is a problem of the line. Pure: the grammar comes in from outside.
 */

import type { Span } from '../../verdict.js';
import { emptyNode, type Node, type ParsedLine, type Redirect, type Word } from '../shell-script.js';
import { lists, named, type SyntaxNode, spanOf, variableName, wrappers } from './syntax-nodes.js';
import { PowerShellValues } from './values.js';

const maxDepth = 200;

export function readPowerShell(root: SyntaxNode): ParsedLine {
  const reader = new Reader();
  const node = reader.node(root);
  if (root.hasError && reader.problems.length === 0)
    reader.problems.push({ why: 'a line that PowerShell cannot read', span: [root.startIndex, root.endIndex] });
  return { root: node, problems: reader.problems };
}

class Reader {
  readonly problems: { why: string; span: Span }[] = [];
  readonly #values = new PowerShellValues(this);
  #depth = 0;

  problem(why: string, node: SyntaxNode): void {
    if (this.problems.length < 8) this.problems.push({ why, span: spanOf(node) });
  }

  node(node: SyntaxNode): Node {
    if (++this.#depth > maxDepth) {
      this.problem('blocks inside blocks', node);
      return emptyNode;
    }
    try {
      return this.#read(node);
    } finally {
      this.#depth--;
    }
  }

  all(nodes: readonly SyntaxNode[]): Node {
    const read = nodes.map(child => this.node(child));
    return read.length === 1 && read[0] ? read[0] : { kind: 'list', nodes: read, joins: read.map(() => 'then' as const) };
  }

  #read(node: SyntaxNode): Node {
    if (node.isError || node.isMissing) {
      this.problem('what PowerShell cannot read', node);
      return emptyNode;
    }
    switch (node.type) {
      case 'comment':
      case 'empty_statement':
      case 'param_block':
        return emptyNode;
      case 'pipeline':
        return this.#pipeline(node);
      case 'pipeline_chain':
        return this.#chain(node);
      case 'command':
        return this.#command(node);
      case 'assignment_expression':
        return this.#assignment(node);
      case 'if_statement':
      case 'switch_statement':
      case 'try_statement':
      case 'trap_statement':
        return this.#branches(node);
      case 'foreach_statement':
        return this.#foreach(node);
      case 'while_statement':
      case 'do_statement':
      case 'for_statement':
        return { kind: 'loop', name: undefined, words: undefined, body: this.all(named(node)) };
      case 'function_statement': {
        const name = named(node).find(child => child.type === 'function_name')?.text ?? '';
        return {
          kind: 'function',
          name,
          body: this.all(named(node).filter(child => child.type !== 'function_name' && !/param/.test(child.type))),
          span: spanOf(node),
        };
      }
      case 'class_statement':
      case 'enum_statement':
      case 'configuration':
      case 'data_statement':
        this.problem(`a ${node.type.replaceAll('_', ' ')}`, node);
        return emptyNode;
      default:
        if (lists.has(node.type) || /(?:clause|clauses|block|body|list|condition|initializer|iterator|catch\w*)$/.test(node.type))
          return this.all(named(node));
        return {
          kind: 'command',
          assignments: [],
          words: [plainWord('Write-Output', node), ...this.#values.words(node)],
          redirects: [],
          span: spanOf(node),
        };
    }
  }

  /** `a && b || c`, or one chain. */
  #pipeline(node: SyntaxNode): Node {
    const nodes: Node[] = [];
    const joins: ('then' | 'and' | 'or')[] = [];
    let join: 'then' | 'and' | 'or' = 'then';
    for (const child of named(node)) {
      if (child.type === 'pipeline_chain_tail') join = child.text.includes('&&') ? 'and' : 'or';
      else {
        nodes.push(this.node(child));
        joins.push(join);
        join = 'then';
      }
    }
    return nodes.length === 1 && nodes[0] ? nodes[0] : { kind: 'list', nodes, joins };
  }

  #chain(node: SyntaxNode): Node {
    const nodes = named(node)
      .filter(child => child.type !== 'redirections' && child.type !== 'redirection')
      .map(child => this.node(child));
    const redirects = named(node)
      .flatMap(child => (child.type === 'redirections' ? named(child) : child.type === 'redirection' ? [child] : []))
      .flatMap(child => this.#redirect(child));
    const pipe: Node = nodes.length === 1 && nodes[0] ? nodes[0] : { kind: 'pipe', nodes };
    return redirects.length > 0 ? { kind: 'group', own: false, body: pipe, redirects } : pipe;
  }

  #branches(node: SyntaxNode): Node {
    const [first, ...rest] = named(node);
    const bodies = rest.map(child => this.node(child));
    return {
      kind: 'list',
      nodes: [first ? this.node(first) : emptyNode, { kind: 'branch', bodies: [...bodies, emptyNode] }],
      joins: ['then', 'then'],
    };
  }

  #foreach(node: SyntaxNode): Node {
    const [variable, source, ...body] = named(node).filter(child => child.type !== 'foreach_parameter');
    const span = spanOf(node);
    const words: Word[] = source ? [{ parts: [{ kind: 'output', script: this.node(source), quoted: false }], span }] : [];
    return { kind: 'loop', name: variableName(variable?.text ?? ''), words, body: this.all(body) };
  }

  #command(node: SyntaxNode): Node {
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    const blocks: Node[] = [];
    let invokes = false;
    for (const child of named(node)) {
      if (child.type === 'command_invokation_operator') invokes = true;
      else if (child.type === 'foreach_command') {
        words.push({ parts: [{ kind: 'text', text: 'ForEach-Object', quoted: true }], span: spanOf(child) });
        blocks.push(...this.#elements(named(child), words, redirects));
      } else if (child.type === 'command_name' && /^\d+\.\.\d+$/.test(child.text))
        words.push(plainWord('Write-Output', child), { parts: [{ kind: 'token' }], span: spanOf(child) });
      else if (child.type === 'command_name') words.push(this.#name(child, node));
      else if (child.type === 'command_name_expr') words.push(...this.#values.words(child));
      else if (child.type === 'command_elements') blocks.push(...this.#elements(named(child), words, redirects));
      else blocks.push(...this.#elements([child], words, redirects));
    }
    const span = spanOf(node);
    // `& { … }` runs the block where it stands.
    if (invokes && words.length === 0) return blocks.length === 1 && blocks[0] ? blocks[0] : this.#unread(node);
    const call: Node = { kind: 'command', assignments: [], words, redirects, span };
    if (blocks.length === 0) return call;
    return { kind: 'blocks', call, blocks };
  }

  #unread(node: SyntaxNode): Node {
    this.problem('a call that cannot be read', node);
    return emptyNode;
  }

  /** In a bare name a backtick takes the next character as it is. */
  #name(node: SyntaxNode, command: SyntaxNode): Word {
    const inner = named(node);
    if (inner.some(child => child.type !== 'command_name_expr' && /variable|sub_expression|string/.test(child.type)))
      return { parts: inner.flatMap(child => this.#values.value(child)), span: spanOf(node) };
    if (/[$(]/.test(node.text)) this.problem('a name that is put together', command);
    return { parts: [{ kind: 'text', text: node.text.replaceAll('`', ''), quoted: false }], span: spanOf(node) };
  }

  #elements(children: readonly SyntaxNode[], words: Word[], redirects: Redirect[]): Node[] {
    const blocks: Node[] = [];
    for (const child of children) {
      if (child.type === 'command_argument_sep' || child.type === 'comment') continue;
      if (child.type === 'redirection') redirects.push(...this.#redirect(child));
      else if (child.type === 'redirections') redirects.push(...named(child).flatMap(inner => this.#redirect(inner)));
      else if (child.type === 'script_block_expression' || this.#onlyBlock(child)) blocks.push(this.node(this.#onlyBlock(child) ?? child));
      else words.push(...this.#values.words(child));
    }
    return blocks;
  }

  /** A block may stand inside nodes that mean nothing by themselves. */
  #onlyBlock(node: SyntaxNode): SyntaxNode | undefined {
    let inner: SyntaxNode | undefined = node;
    while (inner && wrappers.has(inner.type) && named(inner).length === 1) [inner] = named(inner);
    return inner?.type === 'script_block_expression' ? inner : undefined;
  }

  #redirect(node: SyntaxNode): Redirect[] {
    const operator = named(node).find(child => child.type === 'file_redirection_operator')?.text ?? node.text;
    const name = named(node).find(child => child.type === 'redirected_file_name');
    if (name === undefined) return [];
    const [target] = named(name)
      .filter(child => child.type !== 'command_argument_sep')
      .flatMap(child => this.#values.words(child));
    if (target === undefined) return [];
    return [
      {
        kind: 'file',
        mode: operator === '<' ? 'read' : operator.includes('>>') ? 'append' : 'write',
        stdout: !/^[2-6]/.test(operator),
        target,
        span: spanOf(node),
      },
    ];
  }

  #assignment(node: SyntaxNode): Node {
    const children = named(node);
    const [left] = children;
    const right = children.at(-1);
    const name = variableName(left?.text ?? '');
    const append = children.some(child => child.type === 'assignement_operator' && child.text !== '=');
    const value: Word =
      right && right !== left ? { parts: this.#values.assigned(right), span: spanOf(right) } : { parts: [], span: spanOf(node) };
    if (!/^[\w:?]+$/.test(name)) {
      // A part of something: what it does depends on what that is.
      if (/^[\w:.[\]'"$ -]+$/.test(name)) return { kind: 'words', words: [value] };
      return this.#unread(node);
    }
    return { kind: 'command', assignments: [{ name, value, append, span: spanOf(node) }], words: [], redirects: [], span: spanOf(node) };
  }
}

const plainWord = (text: string, node: SyntaxNode): Word => ({ parts: [{ kind: 'text', text, quoted: true }], span: spanOf(node) });
