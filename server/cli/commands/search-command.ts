/** `vibe search`: prints the places that match a query, or each query of a file in one run. */

import { readFileSync } from 'node:fs';
import type { EmbeddingServices } from '../../compose/embedding-services.js';
import { buildIndexCore } from '../../compose/index-services.js';
import { errorText } from '../../protocol/error-text.js';
import type { SearchAnswer } from '../../protocol/methods/query-methods.js';
import type { Place } from '../../protocol/place.js';
import { ProblemError } from '../../protocol/problem.js';
import { englishWording, say, worded } from '../../protocol/sentences/sentence.js';
import { wordedWhy } from '../../protocol/why.js';
import type { ServicesSetup } from '../../rpc/services.js';
import { embeddingSettings, type ServingModel, servingModel } from '../chosen-embedding.js';
import type { SearchOptions } from '../command-options.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { indexLine } from '../index-line.js';
import { type IndexCore, withIndex } from '../open-index.js';
import { plainLine } from '../plain-text.js';
import type { Terminal } from '../terminal.js';

/** Number of lines shown of a place. */
const shownLines = 5;

export async function searchCommand(query: string, options: SearchOptions, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const queries = options.queries === undefined ? [query] : readQueries(options.queries);
  if (options.queries === undefined && query.trim() === '') throw new ProblemError('bad-params', say('searchNeedsQuery'), say('addWords'));
  const name = options.embeddingModel;
  const build: (setup: ServicesSetup) => IndexCore & { readonly meaning?: EmbeddingServices } =
    name === undefined ? buildIndexCore : (await import('../../compose/embedded-index.js')).buildEmbeddedIndex(false);
  const request = { build, common: options, ...(name !== undefined && { options: embeddingSettings(options) }) };
  return withIndex(request, terminal, signal, async ({ services, status, ms, isUpToDate }) => {
    const embedding = name === undefined || services.meaning === undefined ? undefined : await servingModel(name, services.meaning, signal);
    terminal.object({
      type: 'index',
      ms: Math.round(ms),
      files: status.nSearchable,
      chunks: status.nChunks,
      ...(embedding && { embedding }),
    });
    if (!isUpToDate || status.note !== undefined)
      terminal.note(plainLine(status.note ? worded(status.note, englishWording) : indexLine(status, ms, isUpToDate)));
    if (embedding && options.explain) terminal.note(plainLine(embeddingLine(embedding)));
    let nFound = 0;
    for (const text of queries) nFound += await one(text, options, services, terminal, signal);
    // Like grep, a single query that finds nothing fails; a file of queries succeeds.
    return nFound > 0 || options.queries !== undefined ? exitCodes.done : exitCodes.failed;
  });
}

const embeddingLine = ({ model, serves, reason }: ServingModel): string =>
  serves ? `Searched with the embedding model ${model}.` : `Searched with the built-in model alone, and not with ${model}: ${reason}.`;

async function one(query: string, options: SearchOptions, services: IndexCore, terminal: Terminal, signal: AbortSignal): Promise<number> {
  const nLate = lateVectors(services);
  const started = performance.now();
  const answer = await services.searcher.search({ query, limit: options.limit }, signal);
  const ms = performance.now() - started;
  terminal.object({
    type: 'result',
    query,
    ms: Number(ms.toFixed(3)),
    ...(lateVectors(services) > nLate && { embedding: 'late' }),
    ...(answer.incomplete && { incomplete: true }),
    results: answer.places.map(place => resultOf(place, options.explain)),
  });
  if (answer.incomplete) terminal.note(worded(say('noteIncomplete'), englishWording));
  if (options.explain && lateVectors(services) > nLate)
    terminal.note(`The vector of "${plainLine(query)}" was not ready in time: only the built-in model was used.`);
  if (!terminal.json) print(query, answer, options, ms, terminal);
  return answer.places.length;
}

const lateVectors = ({ recorder }: IndexCore): number => recorder.counters()['Embedding']?.['questions without a vector in time'] ?? 0;

function resultOf(place: Place, explain: boolean | undefined): object {
  const { path, startLine, endLine, score, focusLine, chain, why, reasons } = place;
  return { path, startLine, endLine, score, focusLine, chain, why: wordedWhy(why, englishWording), ...(explain && { reasons }) };
}

function print(query: string, { places, nFiles, nChunks }: SearchAnswer, options: SearchOptions, ms: number, terminal: Terminal): void {
  if (places.length === 0)
    terminal.line(worded(say('noResults', { question: plainLine(query), nFiles, nPassages: nChunks }), englishWording));
  for (const place of places) {
    const chain = place.chain.length > 0 ? `  ${terminal.style('bold', plainLine(place.chain.join('.')))}` : '';
    terminal.line(`${terminal.style('cyan', `${plainLine(place.path)}:${place.startLine}-${place.endLine}`)}${chain}`);
    if (place.why.length > 0) terminal.line(terminal.style('dim', `  ${plainLine(wordedWhy(place.why, englishWording))}`));
    if (options.explain)
      terminal.line(
        terminal.style(
          'dim',
          `  ${place.score.toFixed(3)} = ${place.reasons.map(reason => `${reason.gain.toFixed(3)} ${reason.feature}`).join(' + ')}`,
        ),
      );
    for (const line of linesAround(place)) terminal.line(`  ${line}`);
  }
  if (places.length > 0) terminal.line(terminal.style('dim', `${places.length} places in ${ms.toFixed(1)} ms, from ${nFiles} files.`));
}

/** Returns a few numbered lines, starting at the best one. */
function linesAround({ text, startLine, focusLine }: Place): readonly string[] {
  const lines = text.split('\n');
  const first = Math.min(Math.max(0, focusLine - startLine - 1), Math.max(0, lines.length - shownLines));
  return lines
    .slice(first, first + shownLines)
    .map((line, i) => `${String(startLine + first + i).padStart(5)}  ${plainLine(line).slice(0, 160)}`);
}

function readQueries(path: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ProblemError('bad-params', say('queriesUnreadable', { path, why: errorText(error) }), say('nameExistingFile'), {
      cause: error,
    });
  }
  return text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [queryOf(line, path, i + 1)]));
}

function queryOf(line: string, path: string, lineNumber: number): string {
  const wrong = (): ProblemError =>
    new ProblemError('bad-params', say('queryLineWrong', { line: lineNumber, path }), say('writeQueryLines', { example: '{"query":"…"}' }));
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw wrong();
  }
  if (typeof value === 'object' && value !== null && 'query' in value && typeof value.query === 'string') return value.query;
  throw wrong();
}
