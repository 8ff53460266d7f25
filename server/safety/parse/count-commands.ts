/** Counts the commands of a line, those in blocks and in substitutions among them. Pure. */
import type { Node, Word, WordPart } from './shell-script.js';

export function countCommands(node: Node): number {
  switch (node.kind) {
    case 'command':
      return 1 + inWords([...node.words, ...node.assignments.map(assignment => assignment.value)]);
    case 'pipe':
    case 'list':
      return sum(node.nodes);
    case 'branch':
      return sum(node.bodies);
    case 'blocks':
      return countCommands(node.call) + sum(node.blocks);
    case 'group':
    case 'function':
    case 'background':
      return countCommands(node.body);
    case 'loop':
      return countCommands(node.body) + inWords(node.words ?? []);
    case 'words':
      return inWords(node.words);
    case 'unreadable':
      return 1;
  }
}

const sum = (nodes: readonly Node[]): number => nodes.reduce((total, node) => total + countCommands(node), 0);
const inWords = (words: readonly Word[]): number => words.reduce((total, word) => total + inParts(word.parts), 0);
const inParts = (parts: readonly WordPart[]): number =>
  parts.reduce(
    (total, part) =>
      total +
      (part.kind === 'output' || part.kind === 'process' ? countCommands(part.script) : part.kind === 'joined' ? inParts(part.parts) : 0),
    0,
  );
