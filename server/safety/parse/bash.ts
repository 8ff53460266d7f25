/** Reads bash (and sh, and what zsh shares with it) with `unbash`, and brings its tree into ours. Pure. */
import {
  type AndOr,
  type ArithmeticExpression,
  type Assignment as BashAssignment,
  type WordPart as BashPart,
  type Word as BashWord,
  type Command,
  type CommandNode,
  type ParameterExpansionPart,
  type ParsedScript,
  type Pipeline,
  parse,
  type Redirection,
  type Statement,
  type TestExpression,
} from 'unbash';
import { mark } from '../paths/marks.js';
import type { Span } from '../verdict.js';
import { braceAlternatives } from './brace-expansion.js';
import {
  type Assignment,
  emptyNode,
  type Node,
  type ParsedLine,
  type Redirect,
  type VariableChange,
  type Word,
  type WordPart,
} from './shell-script.js';

interface Found {
  readonly problems: { why: string; span: Span }[];
}

export function parseBash(source: string): ParsedLine {
  const found: Found = { problems: [] };
  const root = script(parse(source), found);
  return { root, problems: found.problems };
}

const spanOf = ({ pos, end }: { readonly pos: number; readonly end: number }): Span => [pos, end];

function script(tree: ParsedScript, found: Found): Node {
  for (const { message, pos } of tree.errors ?? []) found.problems.push({ why: message, span: [pos, pos + 1] });
  return statements(tree.commands, found);
}

function statements(list: readonly Statement[], found: Found): Node {
  const nodes = list.map(statement => oneStatement(statement, found));
  if (nodes.length === 1) return nodes[0] ?? emptyNode;
  return { kind: 'list', nodes, joins: nodes.map(() => 'then') };
}

function oneStatement(statement: Statement, found: Found): Node {
  const body = oneNode(statement.command, found);
  return statement.background ? { kind: 'background', body, span: spanOf(statement) } : body;
}

function oneNode(node: CommandNode | Pipeline | AndOr, found: Found): Node {
  switch (node.type) {
    case 'AndOr':
      return {
        kind: 'list',
        nodes: node.commands.map(part => oneNode(part, found)),
        joins: node.commands.map((_, i) => (i === 0 ? 'then' : node.operators[i - 1] === '&&' ? 'and' : 'or')),
      };
    case 'Pipeline':
      return { kind: 'pipe', nodes: node.commands.map(part => oneNode(part, found)) };
    case 'Command':
      return oneCommand(node, found);
    case 'Redirected':
      return { kind: 'group', own: false, body: oneNode(node.command, found), redirects: redirectsOf(node.redirects, found) };
    case 'Subshell':
      return { kind: 'group', own: true, body: statements(node.body.commands, found), redirects: [] };
    case 'BraceGroup':
      return statements(node.body.commands, found);
    case 'Coproc':
    case 'Function':
      return definition(node, found);
    case 'If':
    case 'Case':
    case 'For':
    case 'Select':
    case 'While':
    case 'ArithmeticFor':
    case 'TestCommand':
    case 'ArithmeticCommand':
      return compound(node, found);
  }
}

function definition(node: Extract<CommandNode, { type: 'Function' | 'Coproc' }>, found: Found): Node {
  const { body } = node;
  const inner = body.type === 'CompoundList' ? statements(body.commands, found) : oneNode(body, found);
  if (node.type === 'Coproc') return { kind: 'background', body: inner, span: spanOf(node) };
  return { kind: 'function', name: node.name.value, body: inner, span: spanOf(node) };
}

type Compound = Extract<
  CommandNode,
  { type: 'If' | 'Case' | 'For' | 'Select' | 'While' | 'ArithmeticFor' | 'TestCommand' | 'ArithmeticCommand' }
>;

function compound(node: Compound, found: Found): Node {
  const list = (part: { readonly commands: readonly Statement[] } | undefined): Node =>
    part ? statements(part.commands, found) : emptyNode;
  const sequence = (...nodes: Node[]): Node => ({ kind: 'list', nodes, joins: nodes.map(() => 'then') });
  switch (node.type) {
    case 'If':
      return sequence(list(node.clause), {
        kind: 'branch',
        bodies: [list(node.then), ...node.elif.map(part => sequence(list(part.clause), list(part.then))), list(node.else)],
      });
    case 'Case':
      return sequence(
        { kind: 'words', words: [node.word, ...node.items.flatMap(item => item.pattern)].map(word => oneWord(word, found)) },
        { kind: 'branch', bodies: [...node.items.map(item => list(item.body)), emptyNode] },
      );
    case 'For':
    case 'Select':
      return {
        kind: 'loop',
        name: node.name.value,
        words: node.wordlist?.flatMap(word => wordsOf(word, found)),
        body: list(node.body),
      };
    case 'While':
      return { kind: 'loop', name: undefined, words: undefined, body: sequence(list(node.clause), list(node.body)) };
    case 'ArithmeticFor':
      return {
        kind: 'loop',
        name: undefined,
        words: undefined,
        body: sequence(arithmetic([node.initialize, node.test, node.update], found), list(node.body)),
      };
    case 'TestCommand':
      for (const word of testWords(node.expression))
        if (/\[[^\]]*[$`]/.test(word.text)) found.problems.push({ why: 'a subscript that is evaluated', span: spanOf(word) });
      return { kind: 'words', words: testWords(node.expression).map(word => oneWord(word, found)) };
    case 'ArithmeticCommand':
      if (!isArithmetic(node.body)) found.problems.push({ why: 'arithmetic that could be a command', span: spanOf(node) });
      return arithmetic([node.expression], found);
  }
}

function testWords(expression: TestExpression): readonly BashWord[] {
  switch (expression.type) {
    case 'TestUnary':
      return [expression.operand];
    case 'TestBinary':
      return [expression.left, expression.right];
    case 'TestLogical':
      return expression.operands.flatMap(testWords);
    case 'TestNot':
      return testWords(expression.operand);
    case 'TestGroup':
      return testWords(expression.expression);
  }
}

/** Arithmetic runs nothing but the substitutions inside it. A subscript is evaluated once more, so a substitution there counts too. */
function arithmetic(expressions: readonly (ArithmeticExpression | undefined)[], found: Found): Node {
  const words: Word[] = [];
  const visit = (expression: ArithmeticExpression): void => {
    switch (expression.type) {
      case 'ArithmeticBinary':
        visit(expression.left);
        visit(expression.right);
        return;
      case 'ArithmeticUnary':
        return visit(expression.operand);
      case 'ArithmeticTernary':
        visit(expression.test);
        visit(expression.consequent);
        return visit(expression.alternate);
      case 'ArithmeticGroup':
        return visit(expression.expression);
      case 'ArithmeticCommandExpansion':
        if (expression.script)
          words.push({ parts: [{ kind: 'output', script: script(expression.script, found), quoted: true }], span: spanOf(expression) });
        return;
      case 'ArithmeticWord':
        words.push({ parts: (expression.parts ?? []).flatMap(part => onePart(part, true, found)), span: spanOf(expression) });
        if (/\[.*[$`]/s.test(expression.value)) found.problems.push({ why: 'a subscript that is evaluated', span: spanOf(expression) });
    }
  };
  for (const expression of expressions) if (expression) visit(expression);
  return { kind: 'words', words };
}

function oneCommand(node: Command, found: Found): Node {
  const assignments: Assignment[] = [];
  for (const part of node.prefix) if (part.type === 'Assignment') assignments.push(assignment(part, found));
  const words = node.name ? wordsOf(node.name, found) : [];
  for (const part of node.args) words.push(...(part.type === 'Assignment' ? [assignmentWord(part, found)] : wordsOf(part, found)));
  return { kind: 'command', assignments, words, redirects: redirectsOf(node.redirects, found), span: spanOf(node) };
}

function assignment(part: BashAssignment, found: Found): Assignment {
  const span = spanOf(part);
  if (part.index !== undefined && part.index.parts?.some(inner => inner.type !== 'Literal'))
    found.problems.push({ why: 'a subscript that is evaluated', span });
  const value: Word =
    part.value.type === 'ArrayValue'
      ? {
          parts: part.value.elements.flatMap((element, i): WordPart[] => [
            ...(i > 0 ? [{ kind: 'text', text: mark.separator, quoted: true } as const] : []),
            ...oneWord(element, found).parts,
          ]),
          span,
        }
      : oneWord(part.value, found);
  return { name: part.name, value, append: part.append === true, span };
}

/** `export A=1`: the assignment is an operand of the command. */
function assignmentWord(part: BashAssignment, found: Found): Word {
  const { name, value, span } = assignment(part, found);
  return { parts: [{ kind: 'text', text: `${name}=`, quoted: true }, ...value.parts], span };
}

function redirectsOf(list: readonly Redirection[], found: Found): readonly Redirect[] {
  return list.flatMap((redirect): readonly Redirect[] => {
    const span = spanOf(redirect);
    if (redirect.type === 'HereString') return redirect.target ? [{ kind: 'text', body: oneWord(redirect.target, found), span }] : [];
    if (redirect.type === 'HereDoc') {
      if (redirect.closing === undefined) found.problems.push({ why: 'a here-document without its end', span });
      const { body } = redirect;
      const parts: readonly WordPart[] = body.parts
        ? body.parts.flatMap(part => onePart(part, true, found))
        : [{ kind: 'text', text: body.text, quoted: true }];
      return [{ kind: 'text', body: { parts, span: spanOf(body) }, span }];
    }
    if (redirect.target === undefined) return [];
    // `2>&1` and `<&-` copy or close a descriptor.
    if ((redirect.operator === '>&' || redirect.operator === '<&') && /^(?:\d+-?|-)$/.test(redirect.target.value)) return [];
    const mode =
      redirect.operator === '<' || redirect.operator === '<&' ? 'read' : /^(?:>>|&>>)$/.test(redirect.operator) ? 'append' : 'write';
    const { descriptor } = redirect;
    const stdout = descriptor === undefined || descriptor.type === 'FileDescriptorVariable' || descriptor.value === 1;
    return [{ kind: 'file', mode, stdout, target: oneWord(redirect.target, found), span }];
  });
}

/** A word with braces becomes several words before anything else is expanded. */
function wordsOf(word: BashWord, found: Found): Word[] {
  if (!word.parts?.some(part => part.type === 'BraceExpansion')) return [oneWord(word, found)];
  const span = spanOf(word);
  const texts = braceAlternatives(word.text);
  if (texts === undefined) return [{ parts: [{ kind: 'unknown', why: 'braces that make too many words' }], span }];
  return texts.flatMap(text => {
    const statement = parse(`: ${text}`).commands[0]?.command;
    const inner = statement?.type === 'Command' ? statement.args : [];
    return inner.map((part): Word => {
      const { parts } = part.type === 'Assignment' ? assignmentWord(part, found) : oneWord(part, found);
      return { parts, span };
    });
  });
}

function oneWord(word: BashWord, found: Found): Word {
  const span = spanOf(word);
  // Without parts nothing is left but backslashes, which quote one character each.
  if (word.parts === undefined) return { parts: [{ kind: 'text', text: word.value, quoted: word.text.startsWith('\\') }], span };
  return { parts: word.parts.flatMap(part => onePart(part, false, found)), span };
}

/** Shells differ in what they make of arithmetic that is none: some run it. */
const isArithmetic = (text: string): boolean => {
  // Substitutions and quotes were read by themselves.
  const plain = text.replace(/\$\([^()]*\)|`[^`]*`|\$\{[^{}]*\}|"[^"]*"|'[^']*'/g, '1').trim();
  return (
    /^[\w\s+\-*/%<>=!&|^~?:,()$#[\]@{}]*$/.test(plain) &&
    !/[\w)\]]\s+[\w$]/.test(plain) &&
    !/[-+*/%<>=&|^,](?<!\+\+|--)$|^[*/%<>=&|^,]/.test(plain)
  );
};

/** The parser takes an expansion that does not end for one that ends with the text. */
function isClosed(part: BashPart): boolean {
  switch (part.type) {
    case 'ParameterExpansion':
      return part.text.endsWith('}');
    case 'CommandExpansion':
      return part.text.length > 2 && part.text.endsWith(part.text.startsWith('`') ? '`' : part.text.startsWith('${') ? '}' : ')');
    case 'ProcessSubstitution':
      return part.text.endsWith(')');
    case 'ArithmeticExpansion':
      return part.text.endsWith(part.text.startsWith('$[') ? ']' : '))');
    default:
      return true;
  }
}

function onePart(part: BashPart, quoted: boolean, found: Found): WordPart[] {
  if (!isClosed(part)) found.problems.push({ why: 'an expansion without its end', span: spanOf(part) });
  switch (part.type) {
    case 'Literal':
      return [{ kind: 'text', text: part.value, quoted: quoted || part.text.startsWith('\\') }];
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return [{ kind: 'text', text: part.value, quoted: true }];
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.length === 0
        ? [{ kind: 'text', text: '', quoted: true }]
        : part.parts.flatMap(inner => onePart(inner, true, found));
    case 'Glob':
      return [{ kind: 'glob', glob: part.kind === 'star' ? 'star' : 'question' }];
    case 'ExtendedGlob':
      return [{ kind: 'glob', glob: 'other' }];
    case 'SimpleExpansion':
      return [{ kind: 'variable', name: part.text.slice(1), quoted }];
    case 'ParameterExpansion':
      return parameter(part, quoted, found);
    case 'CommandExpansion':
      return [part.script ? { kind: 'output', script: script(part.script, found), quoted } : { kind: 'unknown', why: 'a substitution' }];
    case 'ProcessSubstitution':
      return [part.script ? { kind: 'process', script: script(part.script, found) } : { kind: 'unknown', why: 'a substitution' }];
    case 'ArithmeticExpansion':
      if (!isArithmetic(part.text.replace(/^\$(?:\(\(|\[)|(?:\)\)|\])$/g, '')))
        found.problems.push({ why: 'arithmetic that could be a command', span: spanOf(part) });
      return arithmeticPart(part.expression, found);
    case 'BraceExpansion':
      return [{ kind: 'unknown', why: 'braces' }];
  }
}

function arithmeticPart(expression: ArithmeticExpression | undefined, found: Found): WordPart[] {
  const node = arithmetic([expression], found);
  const inner = node.kind === 'words' ? node.words.flatMap(word => word.parts) : [];
  const runs = inner.filter(part => part.kind === 'output');
  // The substitutions are kept for what they do; the value itself is a number.
  return [
    ...runs.map(
      (part): WordPart => ({ kind: 'output', script: { kind: 'group', own: true, body: part.script, redirects: [] }, quoted: true }),
    ),
    { kind: 'token' },
  ];
}

function parameter(part: ParameterExpansionPart, quoted: boolean, found: Found): WordPart[] {
  const { parameter: name } = part;
  const variable = (change?: VariableChange): WordPart[] => [{ kind: 'variable', name, quoted, ...(change && { change }) }];
  if (part.index !== undefined && part.index.parts?.some(inner => inner.type !== 'Literal' && inner.type !== 'Glob'))
    found.problems.push({ why: 'a subscript that is evaluated', span: spanOf(part) });
  if (part.prefix === '#') return variable({ kind: 'length' });
  if (part.prefix === '!') return variable({ kind: 'indirect' });
  const { operation } = part;
  if (part.index !== undefined) return variable({ kind: operation === undefined && /^[@*]$/.test(part.index.value) ? 'all' : 'unknown' });
  switch (operation?.type) {
    case undefined:
      return variable();
    case 'Default':
      return variable({ kind: 'default', operator: operation.operator, word: oneWord(operation.operand, found) });
    case 'Slice':
      return variable(slice(operation.offset.value, operation.length?.value));
    case 'CaseModification':
      return variable(operation.operand ? { kind: 'unknown' } : { kind: 'case', operator: operation.operator });
    case 'Remove':
      return variable({ kind: 'remove', operator: operation.operator, pattern: oneWord(operation.operand, found) });
    case 'Replace':
      return variable({
        kind: 'replace',
        operator: operation.operator,
        pattern: oneWord(operation.pattern, found),
        by: oneWord(operation.replacement, found),
      });
    case 'Transform':
      // `@P` evaluates the value as a prompt, which runs the substitutions in it.
      if (/P/.test(operation.operand.value)) found.problems.push({ why: 'a value that is evaluated as a prompt', span: spanOf(part) });
      return variable({ kind: 'unknown' });
    case 'Names':
    case 'Unknown':
      return variable({ kind: 'unknown' });
  }
}

function slice(offset: string, length: string | undefined): VariableChange {
  const start = Number(offset.trim());
  const count = length === undefined ? undefined : Number(length.trim());
  return Number.isInteger(start) && (count === undefined || Number.isInteger(count))
    ? { kind: 'slice', start, length: count }
    : { kind: 'unknown' };
}
