/**
 * `vibe apply`: applies models' answers to the texts of files, or refuses them with the reason. Reads and writes lines; touches no file.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { applyAnswer, type EditResult } from '../../apply/apply-answer.js';
import { samePath } from '../../apply/message/same-path.js';
import { Grammars } from '../../apply/proof/grammars.js';
import { grammarFile } from '../../compose/built-files.js';
import type { OtherFile } from '../../protocol/edit.js';
import { ProblemError } from '../../protocol/problem.js';
import { say } from '../../protocol/sentences/sentence.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { plainLine } from '../plain-text.js';
import type { Terminal } from '../terminal.js';

const lineSchema = v.object({
  id: v.union([v.string(), v.number()]),
  path: v.string(),
  language: v.optional(v.string()),
  before: v.string(),
  /** The model's whole message. */
  answer: v.string(),
  /** Texts of other files, for a message that changes several. */
  files: v.optional(v.array(v.object({ path: v.string(), before: v.string() }))),
});

export async function applyCommand(file: string | undefined, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const input = file === undefined ? process.stdin : createReadStream(file);
  const failed = new Promise<never>((_resolve, reject) => input.once('error', reject));
  const work = applyLines(createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY, signal }), terminal, signal);
  try {
    await Promise.race([work, failed]);
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('E'))
      throw new ProblemError('bad-params', say('editsUnreadable', { why: error.message }), say('nameExistingFile'), { cause: error });
    throw error;
  }
  return exitCodes.done;
}

async function applyLines(lines: AsyncIterable<string>, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const grammars = new Grammars(grammarFile);
  let nLine = 0;
  for await (const line of lines) {
    signal.throwIfAborted();
    nLine++;
    if (line.trim() === '') continue;
    const { id, files, ...request } = read(line, nLine);
    const result = await planned(request, grammars, signal);
    const others = await Promise.all(result.others.map(other => otherResult(other, { ...request, files }, grammars, signal)));
    terminal.object({ id, ...withoutOthers(result), ...(others.length > 0 && { files: others }) });
    const outcome = result.status === 'applied' ? `${result.edits.length} edits` : result.reason;
    terminal.line(`${plainLine(String(id))}  ${result.status}  ${plainLine(outcome)}`);
  }
  // An aborted reader ends as if the input were complete.
  signal.throwIfAborted();
}

type Line = Omit<v.InferOutput<typeof lineSchema>, 'id' | 'files'>;

const planned = ({ language, ...request }: Line, grammars: Grammars, signal: AbortSignal): Promise<EditResult> =>
  applyAnswer({ ...request, ...(language !== undefined && { language }) }, grammars, signal);

/** Plans another file that the answer names, if its text was given; otherwise returns only what the answer wants of it. */
async function otherResult(
  { path, kind, movesTo, text }: OtherFile,
  { answer, files = [] }: Pick<Line, 'answer'> & Pick<v.InferOutput<typeof lineSchema>, 'files'>,
  grammars: Grammars,
  signal: AbortSignal,
): Promise<object> {
  const named = { path, kind, ...(movesTo !== undefined && { movesTo }) };
  const file = files.find(one => one.path === path) ?? files.find(one => samePath(path, one.path));
  if (file && kind !== 'delete') {
    const result = await planned({ path: file.path, before: file.before, answer }, grammars, signal);
    return { ...named, path: file.path, ...withoutOthers(result) };
  }
  return { ...named, status: 'named', ...(kind === 'create' && text !== undefined && { after: text }) };
}

function withoutOthers(result: EditResult): object {
  if (result.status === 'applied') return { status: result.status, after: result.after, form: result.form, proof: result.proof };
  const { others: _others, ...refusal } = result;
  return refusal;
}

function read(line: string, nLine: number): v.InferOutput<typeof lineSchema> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    value = undefined;
  }
  const result = v.safeParse(lineSchema, value);
  if (result.success) return result.output;
  throw new ProblemError(
    'bad-params',
    say('editLineWrong', { line: nLine, example: '{"id","path","language","before","answer"}' }),
    say('writeEditLines'),
  );
}
