/**
 * One change written the ways models write it: the generator of the applier's bench. It knows the change and nothing of the applier. A form is
 * absent for a change that it does not fit; `after` is undefined if the only right thing is to refuse.
 */
import { languageOf } from '../../../server/text/language/languages.js';
import { syntaxes } from '../../../server/text/language/syntax.js';
import { outline } from '../../../server/text/outline/outline.js';
import { type Change, linesOf } from './commits.js';
import { differences } from './differences.js';
import type { Random } from './random.js';

export interface Written {
  readonly answer: string;
  /** What must come of it; undefined if it must be refused. */
  readonly after: string | undefined;
  /** A refusal is right too: the message says less than a person would need. */
  readonly mayRefuse?: boolean;
  /** It speaks of all the file: another state of it cannot be kept. */
  readonly isWhole?: boolean;
}

type Form = (change: Change, random: Random) => Written | undefined;

const lang = (change: Change): string => change.language;
const longest = (text: string): string => '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
const fence = (lines: readonly string[] | string, info = ''): string => {
  const text = (typeof lines === 'string' ? lines : lines.join('\n')).replace(/\n$/, '');
  const mark = longest(text);
  return `${mark}${info}\n${text}\n${mark}`;
};
const oldLines = (lines: readonly string[]): readonly string[] => lines.filter(line => line[0] !== '+').map(line => line.slice(1));
const newLines = (lines: readonly string[]): readonly string[] => lines.filter(line => line[0] !== '-').map(line => line.slice(1));
const header = ({ oldStart, oldCount, newStart, newCount }: Change['hunks'][number]): string =>
  `@@ -${oldStart},${oldCount} +${newStart},${newCount} @@`;
const names = ({ path }: Change): string => `--- a/${path}\n+++ b/${path}\n`;
const hunksWith = ({ before, after }: Change, context: number): Change['hunks'] => differences(linesOf(before), linesOf(after), context);
const other = (path: string): string => (/[^/]\.\w+$/.test(path) ? path.replace(/([^/]+)(\.\w+)$/, 'other_$1$2') : 'other/file.txt');
const whole = (answer: string, { after }: Change): Written => ({ answer, after, isWhole: true });
const done = (answer: string, { after }: Change): Written => ({ answer, after });
const refuse = (answer: string): Written => ({ answer, after: undefined });

/** A comment in the file's language. */
function comment({ path, language }: Change, words: string): string {
  if (['html', 'xml', 'vue', 'svelte', 'markdown'].includes(language)) return `<!-- ${words} -->`;
  if (language === 'css') return `/* ${words} */`;
  const open = syntaxes[languageOf(path).syntax].find(rule => rule.kind === 'line')?.open ?? (language === 'json' ? '//' : '#');
  return `${open} ${words}`;
}

const searchReplace = (change: Change, open: string, middle: string, close: string, context = 3): readonly string[] =>
  hunksWith(change, context)
    .filter(({ lines }) => oldLines(lines).some(line => line.trim() !== ''))
    .map(({ lines }) => [open, ...oldLines(lines), middle, ...newLines(lines), close].join('\n'));

const allSearchable = (change: Change): boolean => change.hunks.every(({ lines }) => oldLines(lines).some(line => /\w{3}/.test(line)));

const diffOf = (change: Change, context: number, head: (hunk: Change['hunks'][number], i: number) => string = header): string =>
  hunksWith(change, context)
    .map((hunk, i) => [head(hunk, i), ...hunk.lines].join('\n'))
    .join('\n');

interface Shown {
  readonly lines: readonly string[];
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Lines of it that changed, from its first. */
  readonly changed: ReadonlySet<number>;
}

/** The innermost functions that hold all that changed; none if something lies outside. */
function functionsOf({ path, after, hunks }: Change): readonly Shown[] {
  const lines = after.split('\n');
  const items = outline(new TextEncoder().encode(after), languageOf(path)).filter(({ kind }) => kind === 'function' || kind === 'method');
  const changed = new Map<(typeof items)[number], Set<number>>();
  for (const hunk of hunks) {
    let at = hunk.newStart;
    for (const line of hunk.lines) {
      if (line[0] !== ' ') {
        const inner = items.filter(item => item.startLine < at && at <= item.endLine).at(-1);
        if (!inner) return [];
        changed.set(inner, (changed.get(inner) ?? new Set()).add(at - inner.startLine));
      }
      if (line[0] !== '-') at++;
    }
  }
  return [...changed].map(([item, at]) => ({
    lines: lines.slice(item.startLine - 1, item.endLine),
    name: item.name,
    start: item.startLine - 1,
    end: item.endLine,
    changed: at,
  }));
}

const indentOf = (line: string): string => /^\s*/.exec(line)![0];
const dedented = (lines: readonly string[]): readonly string[] => {
  const indent = indentOf(lines[0]!);
  return lines.map(line => (line.startsWith(indent) ? line.slice(indent.length) : line));
};

/** Keeps first and last line and `around` lines beside each change; what is left out becomes a mark. */
function shortened({ lines, changed }: Shown, around: number, mark: string): readonly string[] {
  const kept = new Set([0, lines.length - 1]);
  for (const at of changed) for (let k = at - around; k <= at + around; k++) kept.add(k);
  // Where lines went, what is shown must begin and end with a line that says where it is.
  for (const at of changed) {
    for (let k = at - 1; k >= 0; k--) {
      kept.add(k);
      if (isTelling(lines[k]!)) break;
    }
    for (let k = at; k < lines.length; k++) {
      kept.add(k);
      if (isTelling(lines[k]!) && !changed.has(k)) break;
    }
  }
  const near = (k: number): boolean => kept.has(k);
  return lines.flatMap((line, k) => {
    if (near(k)) return [line];
    return near(k - 1) ? [`${indentOf(line)}${mark}`] : [];
  });
}

const isTelling = (line: string): boolean => /\w{3}/.test(line) && !/^\s*(?:return|else|end|try|finally)\b\W*$/.test(line);

/** Code alone shows no loss at an end of what it shows. */
const isFramed = (change: Change, context: number): boolean =>
  hunksWith(change, context).every(({ lines }) => {
    const first = lines.findIndex(line => line[0] !== ' ');
    const last = lines.findLastIndex(line => line[0] !== ' ');
    const isShown = (part: readonly string[]): boolean => part.some(line => isTelling(line.slice(1)));
    return isShown(lines.slice(0, first)) && isShown(lines.slice(last + 1));
  });

const functionForm =
  (write: (shown: readonly Shown[], change: Change, random: Random) => Written | undefined): Form =>
  (change, random) => {
    const shown = functionsOf(change);
    return shown.length === 0 ? undefined : write(shown, change, random);
  };

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Re-indents by units: `by` turns a leading tab or step into another. */
function unitsTo(lines: readonly string[], unit: string): readonly string[] | undefined {
  const indented = lines.map(indentOf).filter(indent => indent !== '');
  if (indented.length === 0) return undefined;
  if (indented.every(indent => /^\t+$/.test(indent))) return lines.map(line => line.replace(/^\t+/, tabs => unit.repeat(tabs.length)));
  const step = Math.min(...indented.map(indent => indent.length));
  if (unit === '\t' || step < 2 || step === unit.length || indented.some(indent => indent.includes('\t') || indent.length % step !== 0))
    return undefined;
  return lines.map(line => unit.repeat(indentOf(line).length / step) + line.trimStart());
}

const marksOf = (change: Change, random: Random): string =>
  comment(
    change,
    random.pick([
      '... existing code ...',
      '... rest of the code remains the same ...',
      '... (unchanged)',
      '... other code ...',
      'rest of the code unchanged',
    ]),
  );

export const forms: Readonly<Record<string, Form>> = {
  'whole file, announced': change =>
    whole(`Here is the complete updated file:\n\n${fence(change.after, lang(change))}\n\nThis fixes it.`, change),
  'whole file, bare': change => ({ ...whole(fence(change.after, lang(change)), change), mayRefuse: true }),
  'whole file, path in the info': change =>
    whole(`The full file is below.\n\n${fence(change.after, `${lang(change)}:${change.path}`)}`, change),
  'whole file, tagged': change =>
    whole(
      `<write_to_file>\n<path>${change.path}</path>\n<content>\n${change.after.replace(/\n$/, '')}\n</content>\n</write_to_file>`,
      change,
    ),
  'whole file, then usage': change =>
    whole(
      `The complete file:\n\n${fence(change.after, lang(change))}\n\nYou can test it with:\n\n${fence('npm test\n./run --all', 'bash')}`,
      change,
    ),
  'whole file, escaped': change =>
    /[<>]/.test(change.before) && !/&(?:lt|gt|amp);/.test(change.before + change.after)
      ? { ...whole(`The complete file:\n\n${fence(escaped(change.after), lang(change))}`, change), mayRefuse: true }
      : undefined,
  'whole file, cut': (change, random) => {
    const lines = change.after.split('\n');
    const cut = lines.slice(0, 5 + random.below(Math.max(1, Math.floor(lines.length * 0.8) - 5)));
    return refuse(`The complete file:\n\n\`\`\`${lang(change)}\n${cut.join('\n')}`);
  },
  'whole file, numbered': change => ({
    ...whole(
      `The complete file:\n\n${fence(
        change.after
          .replace(/\n$/, '')
          .split('\n')
          .map((line, i) => `${String(i + 1).padStart(4)} | ${line}`),
        lang(change),
      )}`,
      change,
    ),
    mayRefuse: true,
  }),
  'whole file after thoughts': change =>
    whole(
      `<think>\nFirst I would write\n${fence(
        change.after
          .split('\n')
          .slice(0, 8)
          .map(line => `${line} // draft`),
        lang(change),
      )}\nbut no.\n</think>\n\nThe complete file:\n\n${fence(change.after, lang(change))}`,
      change,
    ),

  diff: change => done(fence(names(change) + diffOf(change, 3), 'diff'), change),
  'diff, git header': change =>
    done(
      fence(`diff --git a/${change.path} b/${change.path}\nindex 1234567..89abcde 100644\n${names(change)}${diffOf(change, 3)}`, 'diff'),
      change,
    ),
  'diff, wrong numbers': change =>
    done(fence(names(change) + diffOf(change, 3, (_hunk, i) => `@@ -${7 * i + 3},4 +${i + 5},9 @@`), 'diff'), change),
  'diff, no numbers': change => done(fence(names(change) + diffOf(change, 3, () => '@@ ... @@'), 'diff'), change),
  'diff, little context': change => ({ ...done(fence(names(change) + diffOf(change, 1), 'diff'), change), mayRefuse: true }),
  'diff, much context': change => done(fence(names(change) + diffOf(change, 8), 'diff'), change),
  'diff, bare': change => done(`Apply this patch:\n\n${names(change)}${diffOf(change, 3)}\n`, change),
  'diff, context without its space': change => ({
    ...done(
      fence(
        names(change) +
          hunksWith(change, 3)
            .map(hunk => [header(hunk), ...hunk.lines.map(line => (line[0] === ' ' ? line.slice(1) : line))].join('\n'))
            .join('\n'),
        'diff',
      ),
      change,
    ),
    mayRefuse: true,
  }),
  'diff, other file first': change =>
    done(
      fence(
        `--- a/${other(change.path)}\n+++ b/${other(change.path)}\n@@ -1,2 +1,2 @@\n-alpha\n+beta\n gamma\n${names(change)}${diffOf(change, 3)}`,
        'diff',
      ),
      change,
    ),
  'diff, signs only': change => ({
    ...done(
      fence(
        hunksWith(change, 3).flatMap(({ lines }) => lines),
        lang(change),
      ),
      change,
    ),
    mayRefuse: true,
  }),
  'diff, cut': change => {
    const text = diffOf(change, 3).split('\n');
    const last = text.findLastIndex(line => /^[+-]/.test(line));
    return last < 2 ? undefined : refuse(`\`\`\`diff\n${names(change)}${text.slice(0, last).join('\n')}`);
  },
  'begin patch': change =>
    done(
      `*** Begin Patch\n*** Update File: ${change.path}\n${hunksWith(change, 3)
        .map(({ lines }) => ['@@', ...lines].join('\n'))
        .join('\n')}\n*** End Patch`,
      change,
    ),
  'begin patch, fenced, with a new file': change =>
    done(
      fence(
        `*** Begin Patch\n*** Add File: ${other(change.path)}\n+first\n+second\n*** Update File: ${change.path}\n${hunksWith(change, 3)
          .map(({ lines }) => ['@@', ...lines].join('\n'))
          .join('\n')}\n*** End Patch`,
      ),
      change,
    ),

  'search and replace': change =>
    allSearchable(change)
      ? done(`I changed it:\n\n${searchReplace(change, '<<<<<<< SEARCH', '=======', '>>>>>>> REPLACE').join('\n\n')}`, change)
      : undefined,
  'search and replace, fenced with path': change =>
    allSearchable(change)
      ? done(
          `${change.path}\n${fence(searchReplace(change, '<<<<<<< SEARCH', '=======', '>>>>>>> REPLACE').join('\n'), lang(change))}`,
          change,
        )
      : undefined,
  'search and replace, wide': change =>
    allSearchable(change)
      ? done(
          searchReplace(change, '<<<<<<< SEARCH', '=======', '>>>>>>> REPLACE', 7)
            .map(block => fence(block))
            .join('\n\n'),
          change,
        )
      : undefined,
  'search and replace, tight': change => {
    const tight = hunksWith(change, 0);
    return tight.every(({ lines }) => oldLines(lines).some(line => /\w{3}/.test(line)))
      ? { ...done(searchReplace(change, '<<<<<<< SEARCH', '=======', '>>>>>>> REPLACE', 0).join('\n\n'), change), mayRefuse: true }
      : undefined;
  },
  'search and replace, Cline': change =>
    allSearchable(change)
      ? done(fence(searchReplace(change, '------- SEARCH', '=======', '+++++++ REPLACE').join('\n\n')), change)
      : undefined,
  'search and replace, Roo': change =>
    allSearchable(change)
      ? done(
          fence(
            hunksWith(change, 3)
              .map(({ oldStart, lines }) =>
                [
                  '<<<<<<< SEARCH',
                  `:start_line:${oldStart}`,
                  '-------',
                  ...oldLines(lines),
                  '=======',
                  ...newLines(lines),
                  '>>>>>>> REPLACE',
                ].join('\n'),
              )
              .join('\n\n'),
          ),
          change,
        )
      : undefined,
  'search and replace, ORIGINAL and UPDATED': change =>
    allSearchable(change)
      ? done(fence(searchReplace(change, '<<<<<<< ORIGINAL', '=======', '>>>>>>> UPDATED').join('\n'), lang(change)), change)
      : undefined,
  'search and replace, dedented': change => {
    if (!allSearchable(change)) return undefined;
    const blocks = hunksWith(change, 3).map(({ lines }) => {
      const [old, fresh] = [oldLines(lines), newLines(lines)];
      const least = Math.min(...[...old, ...fresh].filter(line => line.trim() !== '').map(line => indentOf(line).length));
      return [
        '<<<<<<< SEARCH',
        ...old.map(line => line.slice(least)),
        '=======',
        ...fresh.map(line => line.slice(least)),
        '>>>>>>> REPLACE',
      ].join('\n');
    });
    return done(blocks.join('\n\n'), change);
  },
  'search and replace, tags': change =>
    allSearchable(change)
      ? done(
          hunksWith(change, 3)
            .map(
              ({ lines }) =>
                `<edit>\n<search>\n${oldLines(lines).join('\n')}\n</search>\n<replace>\n${newLines(lines).join('\n')}\n</replace>\n</edit>`,
            )
            .join('\n\n'),
          change,
        )
      : undefined,
  'search and replace, tool call': change => {
    const [hunk, second] = hunksWith(change, 3);
    if (!hunk || second || !allSearchable(change)) return undefined;
    const call = {
      name: 'str_replace_editor',
      arguments: {
        command: 'str_replace',
        path: change.path,
        old_str: oldLines(hunk.lines).join('\n'),
        new_str: newLines(hunk.lines).join('\n'),
      },
    };
    return done(fence(JSON.stringify(call, null, 2), 'json'), change);
  },
  'search and replace, reordered': change =>
    change.hunks.length > 1 && allSearchable(change)
      ? done(searchReplace(change, '<<<<<<< SEARCH', '=======', '>>>>>>> REPLACE').toReversed().join('\n\n'), change)
      : undefined,
  'search and replace, another file too': change =>
    allSearchable(change)
      ? done(
          `${other(change.path)}\n\`\`\`\n<<<<<<< SEARCH\nalpha beta\n=======\nbeta\n>>>>>>> REPLACE\n\`\`\`\n\n${change.path}\n\`\`\`\n${searchReplace(change, '<<<<<<< SEARCH', '=======', '>>>>>>> REPLACE').join('\n')}\n\`\`\``,
          change,
        )
      : undefined,
  'search and replace, escaped': change =>
    allSearchable(change) &&
    !/&(?:lt|gt|amp);/.test(change.before + change.after) &&
    change.hunks.some(({ lines }) => /[<>&]/.test(lines.map(line => line.slice(1)).join('')))
      ? {
          ...done(
            hunksWith(change, 3)
              .map(
                ({ lines }) =>
                  `<edit>\n<search>\n${escaped(oldLines(lines).join('\n'))}\n</search>\n<replace>\n${escaped(newLines(lines).join('\n'))}\n</replace>\n</edit>`,
              )
              .join('\n'),
            change,
          ),
          mayRefuse: true,
        }
      : undefined,
  'search and replace, misquoted': (change, random) => {
    if (!allSearchable(change)) return undefined;
    const blocks = hunksWith(change, 3).map(({ lines }) => {
      const context = lines.flatMap((line, i) => (line[0] === ' ' && /\w{3}/.test(line) ? [i] : []));
      const at = context.length > 0 ? random.pick(context) : -1;
      const misquoted = lines.map((line, i) => (i === at ? line.replace(/\w{3,}/, word => `${word}s`) : line));
      return ['<<<<<<< SEARCH', ...oldLines(misquoted), '=======', ...newLines(misquoted), '>>>>>>> REPLACE'].join('\n');
    });
    return { ...done(blocks.join('\n\n'), change), mayRefuse: true };
  },
  'replace this with this': change =>
    allSearchable(change)
      ? done(
          hunksWith(change, 3)
            .map(
              ({ lines }) =>
                `Replace this:\n\n${fence(oldLines(lines), lang(change))}\n\nwith this:\n\n${fence(newLines(lines), lang(change))}`,
            )
            .join('\n\n'),
          change,
        )
      : undefined,
  'before and after': change =>
    allSearchable(change) && change.hunks.length === 1
      ? done(
          hunksWith(change, 3)
            .map(
              ({ lines }) =>
                `**Before:**\n\n${fence(oldLines(lines), lang(change))}\n\n**After:**\n\n${fence(newLines(lines), lang(change))}`,
            )
            .join('\n\n'),
          change,
        )
      : undefined,

  'stretches between marks': (change, random) => {
    if (!isFramed(change, 3)) return undefined;
    const mark = marksOf(change, random);
    return {
      ...done(fence([mark, ...hunksWith(change, 3).flatMap(({ lines }) => [...newLines(lines), mark])], lang(change)), change),
      mayRefuse: true,
    };
  },
  'stretches in blocks': change =>
    !isFramed(change, 4)
      ? undefined
      : {
          ...done(
            hunksWith(change, 4)
              .map(({ lines }) => fence(newLines(lines), lang(change)))
              .join('\n\nand\n\n'),
            change,
          ),
          mayRefuse: true,
        },
  functions: functionForm((shown, change) => done(shown.map(({ lines }) => fence(lines, lang(change))).join('\n\n'), change)),
  'functions, dedented': functionForm((shown, change) =>
    done(shown.map(({ lines }) => fence(dedented(lines), lang(change))).join('\n\n'), change),
  ),
  'functions, shortened': functionForm((shown, change, random) => {
    const mark = marksOf(change, random);
    return { ...done(shown.map(one => fence(shortened(one, 2, mark), lang(change))).join('\n\n'), change), mayRefuse: true };
  }),
  'functions, shortened to the quick': functionForm((shown, change, random) => {
    const mark = marksOf(change, random);
    return { ...done(shown.map(one => fence(shortened(one, 1, mark), lang(change))).join('\n\n'), change), mayRefuse: true };
  }),
  'functions, with prose': functionForm((shown, change) =>
    done(
      `You need to update ${shown.map(({ name }) => `\`${name}\``).join(' and ')}:\n\n${shown.map(({ lines }) => fence(lines, lang(change))).join('\n\n')}\n\nThe rest of the file stays the same. Let me know if you would like me to add tests as well!`,
      change,
    ),
  ),
  'functions, in one block': functionForm((shown, change, random) => {
    const mark = marksOf(change, random);
    return {
      ...done(
        fence(
          shown.flatMap(({ lines }, i) => (i > 0 ? ['', mark, '', ...lines] : lines)),
          lang(change),
        ),
        change,
      ),
      mayRefuse: true,
    };
  }),
  'functions, reordered': functionForm((shown, change) =>
    shown.length < 2 || new Set(shown.map(({ name }) => name)).size < shown.length
      ? undefined
      : done(
          fence(
            shown.toReversed().flatMap(({ lines }, i) => (i > 0 ? ['', ...lines] : lines)),
            lang(change),
          ),
          change,
        ),
  ),
  'functions, path as a comment': functionForm((shown, change) =>
    shown.length > 1 ? undefined : done(fence([comment(change, change.path), ...shown[0]!.lines], lang(change)), change),
  ),
  'functions, other indentation': functionForm((shown, change, random) => {
    const moved = shown.map(({ lines }) => unitsTo(lines, random.pick(['  ', '    '])));
    return moved.some(lines => lines === undefined)
      ? undefined
      : { ...done(moved.map(lines => fence(lines!, lang(change))).join('\n\n'), change), mayRefuse: true };
  }),
  'functions, as an item of a list': functionForm((shown, change) =>
    done(
      `1. Update it:\n\n${shown
        .map(({ lines }) =>
          fence(lines, lang(change))
            .split('\n')
            .map(line => (line === '' ? line : `   ${line}`))
            .join('\n'),
        )
        .join('\n\n')}\n\n2. Save the file.`,
      change,
    ),
  ),
  'functions, cut': functionForm((shown, change, random) => {
    const { lines } = shown.at(-1)!;
    if (lines.length < 6) return undefined;
    return refuse(`\`\`\`${lang(change)}\n${lines.slice(0, 2 + random.below(lines.length - 4)).join('\n')}`);
  }),
  'functions, alternatives': functionForm((shown, change) => {
    const [{ lines } = { lines: [] }] = shown;
    return shown.length > 1 || lines.length < 3
      ? undefined
      : refuse(`Option A:\n\n${fence(lines, lang(change))}\n\nOption B:\n\n${fence([lines[0]!, ...lines.slice(2)], lang(change))}`);
  }),
  'functions, to be written': functionForm((shown, change) => {
    const [{ lines } = { lines: [] }] = shown;
    return shown.length > 1 || lines.length < 4
      ? undefined
      : refuse(fence([lines[0]!, `${indentOf(lines[1]!)}${comment(change, 'your code here')}`, lines.at(-1)!], lang(change)));
  }),
  'functions, of another file': functionForm((shown, change) =>
    refuse(`In \`${other(change.path)}\`:\n\n${shown.map(({ lines }) => fence(lines, lang(change))).join('\n\n')}`),
  ),
  'functions, another file too': functionForm((shown, change) =>
    done(
      `### ${other(change.path)}\n\n${fence(['alpha', 'beta'], lang(change))}\n\n### ${change.path}\n\n${shown.map(({ lines }) => fence(lines, lang(change))).join('\n\n')}`,
      change,
    ),
  ),
};
