/** Marks with which models leave out code that should stay: `// ... existing code ...`, `# rest unchanged`, `...`. Pure. */
import { bare } from './file-lines.js';

const commentLead = String.raw`(?:\/\/+|#+|--+|;+|%|\/\*+|\*|<!--|\{\s*\/\*+|"""|''')`;
/** A comment, or nothing but dots, that begins with dots or is about what stays. */
const dotted = new RegExp(String.raw`^\s*${commentLead}\s*(?:[\[(<]\s*)?(?:\.{3}|…)`);
const dotsAlone = /^\s*[[({<]?\s*(?:\.{3}|…)\s*[\])}>]?,?\s*$/;
const trailingDots = new RegExp(
  String.raw`^\s*${commentLead}.*\b(?:exist|rest|remain|unchanged|same|previous|other|code|here|omitted|methods?|functions?|imports?|fields?)\b.*(?:\.{3}|…)\s*(?:\*\/\}?|-->)?\s*$`,
  'i',
);
const spoken = new RegExp(
  String.raw`^\s*${commentLead}\s*[\[(<]?\s*(?:(?:the\s+)?rest\s+(?:of\s+)?(?:the\s+|your\s+|this\s+)?\w*|(?:all\s+)?(?:the\s+)?(?:other|existing|remaining|previous|original)\s+[\w\s,/]*?(?:code|methods?|functions?|imports?|fields?|properties|implementation|logic|content|lines?|members?|definitions?|routes?|tests?|cases?|unchanged)|(?:code\s+)?(?:remains?|stays?|is|are)?\s*unchanged|same\s+as\s+(?:before|above)|no\s+changes?\s+(?:here|below|above)|unchanged\b.*)[\w\s,.:'()-]*[\])>]?\s*(?:\*\/\}?|-->)?\s*$`,
  'i',
);

/** True for each line of `snippet` that is a mark. What stands in the file itself is code, whatever it says. */
export function elisionsOf(snippet: readonly string[], file: readonly string[]): readonly boolean[] {
  const present = new Set(file.map(bare));
  return snippet.map(
    line => !present.has(bare(line)) && (dotted.test(line) || dotsAlone.test(line) || trailingDots.test(line) || spoken.test(line)),
  );
}

/** A mark inside a line of code, which no line-wise reading can fill in: `foo() { ... }`, `[1, ..., 9]`. */
export function hasInlineElision(snippet: readonly string[], file: readonly string[], marks: readonly boolean[]): boolean {
  const present = new Set(file.map(bare));
  return snippet.some(
    (line, i) =>
      !marks[i] &&
      !present.has(bare(line)) &&
      (/[{([]\s*(?:\/\*\s*)?(?:\.{3}|…)\s*(?:\*\/\s*)?[})\]]/.test(line.replace(/(["'`]).*?\1/g, '')) ||
        /\/\*\s*(?:\.{3}|…)[^*]*\*\//.test(line)),
  );
}
