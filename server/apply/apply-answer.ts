/**
 * Carries a model's message into a file: to the letter, else but for spaces, else by structure; all of it or nothing.
 * Where the place of an edit is not sure, it refuses and says why. Pure; the message is untrusted and nothing is written.
 */
import { languageNamed, languageOf } from '../text/language/languages.js';
import { planCode } from './apply-code.js';
import { planDiff, planReplace, readsAsDiff } from './apply-hunks.js';
import { isWholeThough } from './broken-off.js';
import { type CodeContext, contextOf } from './code-context.js';
import { type EditBlock, editBlocks } from './edit-blocks.js';
import { joinFile, splitFile } from './file-lines.js';
import { type LineEdit, type Planned, refused, tightened, withEdits } from './line-edit.js';
import { pairedBlocks } from './pair-blocks.js';

export interface EditRequest {
  readonly path: string;
  /** As editors or fences spell it; the path decides where it is absent. */
  readonly language?: string;
  /** The file's text now. */
  readonly before: string;
  /** The model's whole message. */
  readonly answer: string;
}

export type EditResult =
  | { readonly status: 'applied'; readonly after: string; readonly edits: readonly LineEdit[] }
  | { readonly status: 'refused'; readonly reason: string };

export function applyAnswer({ path, language, before, answer }: EditRequest): EditResult {
  const found = (language ? languageNamed(language) : undefined) ?? languageOf(path);
  const file = splitFile(before);
  const { blocks, trouble, prose } = editBlocks(answer, { path, language: language ?? found.name, file: file.lines });
  if (trouble) return { status: 'refused', reason: trouble };
  const context = contextOf(file.lines, found, prose);
  const planned = planBlocks(blocks, path, context);
  if ('refused' in planned) return { status: 'refused', reason: planned.refused };
  const edits = planned.edits.map(edit => tightened(edit, file.lines)).filter(edit => edit.start < edit.end || edit.lines.length > 0);
  if (edits.length === 0) return { status: 'refused', reason: 'the answer changes nothing' };
  const lines = withEdits(file.lines, edits);
  if (lines === undefined) return { status: 'refused', reason: 'two parts of the answer change the same lines' };
  return { status: 'applied', after: joinFile(lines, file), edits };
}

function planBlocks(blocks: readonly EditBlock[], path: string, context: CodeContext): Planned {
  const edits: LineEdit[] = [];
  for (const block of pairedBlocks(blocks, context.file)) {
    const planned = planBlock(block, path, context);
    if ('refused' in planned) return planned;
    edits.push(...planned.edits);
  }
  return blocks.length === 0 ? refused('the answer holds no edit') : { edits };
}

function planBlock(block: EditBlock, path: string, context: CodeContext): Planned {
  if (block.isCut && !isWholeThough(block, context.file)) return refused('the answer breaks off inside a code block');
  switch (block.form) {
    case 'replace':
      return planReplace(block.search, block.replacement, context.file);
    case 'diff':
      return planDiff(block.lines, path, context.file);
    case 'code':
      return readsAsDiff(block.lines, context.file)
        ? planDiff(block.lines, path, context.file)
        : planCode(block.lines, block.before, context);
  }
}
