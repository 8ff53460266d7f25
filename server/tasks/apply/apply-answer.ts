/**
 * Carries a model's message into a file: to the letter, else but for spaces, else by structure; all of it or nothing.
 * Where the place of an edit is not sure, it refuses and says why. Pure; the message is untrusted and nothing is written.
 */
import { languageNamed, languageOf } from '../../text/languages.js';
import { planCode, quotedIn } from './apply-code.js';
import { planDiff, planReplace } from './apply-hunks.js';
import { contextOf } from './code-context.js';
import type { EditBlock } from './edit-blocks.js';
import { editBlocks } from './edit-blocks.js';
import { joinFile, splitFile } from './file-lines.js';
import type { LineEdit, Planned } from './line-edit.js';
import { refused, tightened, withEdits } from './line-edit.js';

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
  const { blocks, trouble, prose } = editBlocks(answer, path, language ?? found.name);
  if (trouble) return { status: 'refused', reason: trouble };
  const file = splitFile(before);
  const context = contextOf(file.lines, found, prose);
  const planned = planBlocks(blocks, block => planBlock(block, path, context), file.lines);
  if ('refused' in planned) return { status: 'refused', reason: planned.refused };
  const edits = planned.edits.map(edit => tightened(edit, file.lines)).filter(edit => edit.start < edit.end || edit.lines.length > 0);
  if (edits.length === 0) return { status: 'refused', reason: 'the answer changes nothing' };
  const lines = withEdits(file.lines, edits);
  if (lines === undefined) return { status: 'refused', reason: 'two parts of the answer change the same lines' };
  return { status: 'applied', after: joinFile(lines, file), edits };
}

type Context = ReturnType<typeof contextOf>;

function planBlock(block: EditBlock, path: string, context: Context): Planned {
  switch (block.form) {
    case 'replace':
      return planReplace(block.search, block.replacement, context.file);
    case 'diff':
      return planDiff(block.lines, path, context.file);
    case 'code':
      return planCode(block.lines, block.before, context);
  }
}

/** Blocks in order. A block that only quotes the file says what the next one replaces. */
function planBlocks(blocks: readonly EditBlock[], plan: (block: EditBlock) => Planned, file: readonly string[]): Planned {
  const edits: LineEdit[] = [];
  let quoted: { readonly edit: LineEdit; readonly block: EditBlock } | undefined;
  for (const [i, block] of blocks.entries()) {
    if (block.form === 'code') {
      const quote = i < blocks.length - 1 ? quotedIn(block.lines, file) : undefined;
      if (quote) {
        quoted = { edit: quote, block };
        continue;
      }
      if (
        quoted?.block.form === 'code' &&
        /\b(?:with|to|into|after|new|becomes?|instead|updated?|should be|fixed|change)\b[^.\n]*:?\s*$/i.test(block.before)
      ) {
        const pair = planReplace(quoted.block.lines, block.lines, file);
        quoted = undefined;
        if ('refused' in pair) return pair;
        edits.push(...pair.edits);
        continue;
      }
    }
    quoted = undefined;
    const planned = plan(block);
    if ('refused' in planned) return planned;
    edits.push(...planned.edits);
  }
  return blocks.length === 0 ? refused('the answer holds no edit') : { edits };
}
