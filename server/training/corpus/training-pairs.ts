/**
 * Extracts pairs of a question and the code that answers it from a repository: doc comment and body, name and body, path and window, test
 * name and test, message and hunk. The pairs are only for training; none of this text gets into the product.
 */

import { headText } from '../../text/guard/generated.js';
import { fileRole } from '../../text/language/file-role.js';
import { type Language, languageOf } from '../../text/language/languages.js';
import { lineStartsOf } from '../../text/lines.js';
import { docOf } from '../../text/outline/doc-comments.js';
import { outline } from '../../text/outline/outline.js';
import { chainOf, type OutlineItem } from '../../text/outline/outline-item.js';
import { cutWindows } from '../../text/windows.js';
import type { Random } from '../random.js';
import { commitsOf } from './commits.js';
import type { ContentMarks } from './content-marks.js';
import { type CorpusFile, filesOf, hasHistory } from './git-files.js';

export type PairKind = 'doc' | 'head' | 'name' | 'path' | 'test' | 'commit';
export type PairSink = (kind: PairKind, question: string, code: string) => void;

/** Upper bounds per repository, so that a large one does not dominate. */
const most: Readonly<Record<PairKind, number>> = { doc: 16_000, head: 2000, name: 2500, path: 2500, test: 1000, commit: 2500 };
const maxFileBytes = 400_000;

const decoder = new TextDecoder();

/** Marks every file and every longer definition of a repository that must not be learnt from. */
export function markRepository(folder: string, revision: string, marks: ContentMarks): void {
  for (const { path, bytes } of filesOf(folder, revision, acceptSource)) {
    marks.add(bytes, 0, bytes.length);
    for (const item of outline(bytes, languageOf(path, bytes))) marks.add(bytes, item.startByte, item.endByte);
  }
}

const acceptSource = (path: string, size: number): boolean =>
  size > 60 && size <= maxFileBytes && languageOf(path).kind === 'code' && fileRole(path) !== 'vendored' && fileRole(path) !== 'generated';

export function pairsOf(folder: string, marks: ContentMarks, random: Random, sink: PairSink): Readonly<Record<PairKind, number>> {
  const counts: Record<PairKind, number> = { doc: 0, head: 0, name: 0, path: 0, test: 0, commit: 0 };
  const give: PairSink = (kind, question, code) => {
    counts[kind]++;
    sink(kind, question, code);
  };
  const files = [...filesOf(folder, 'HEAD', acceptSource)];
  random.shuffle(files);
  for (const file of files) {
    const { path, bytes } = file;
    if (counts.doc >= most.doc && counts.name >= most.name && counts.path >= most.path) break;
    if (marks.has(bytes, 0, bytes.length) || fileRole(path, headText(bytes)) === 'generated') continue;
    pairsOfFile(file, marks, random, (kind, question, code) => {
      if (counts[kind] < most[kind]) give(kind, question, code);
    });
  }
  if (hasHistory(folder)) {
    for (const { subject, body, hunks } of commitsOf(folder, 500, 1200)) {
      for (const { path, text } of random.sample(hunks, 3)) {
        if (counts.commit >= most.commit || languageOf(path).kind !== 'code') continue;
        const asked = random.chance(0.3) && body.length > 20 ? `${subject} ${body}` : subject;
        give('commit', asked, random.chance(0.5) ? `${wordsOfPath(path)}\n${text}` : text);
      }
    }
  }
  return counts;
}

function pairsOfFile({ path, bytes }: CorpusFile, marks: ContentMarks, random: Random, sink: PairSink): void {
  const language = languageOf(path, bytes);
  const starts = lineStartsOf(bytes);
  const items = outline(bytes, language, starts);
  const isTest = fileRole(path) === 'test';
  items.forEach((item, index) => {
    if (marks.has(bytes, item.startByte, item.endByte)) return;
    const nLines = item.endLine - item.startLine + 1;
    if (item.kind === 'test') {
      if (nLines >= 3 && item.name.split(' ').length >= 3)
        sink('test', item.name, bodyOf(bytes, item, undefined).replaceAll(item.name, ' '));
      return;
    }
    if (nLines < 2 || item.kind === 'section' || item.kind === 'key') return;
    const doc = docOf(bytes, item, language, starts);
    const asked = doc === undefined ? '' : firstParagraph(decoder.decode(bytes.subarray(doc.start, doc.end)), language);
    const body = bodyOf(bytes, item, doc);
    if (asked.length >= 24) {
      for (let copy = 0; copy < 2; copy++) sink('doc', ...augment(asked, body, item, path, random));
    } else if (!isTest && nLines >= 4) {
      const chain = chainOf(items, index);
      sink('name', random.chance(0.5) ? chain.join(' ') : item.name, random.chance(0.7) ? body.replaceAll(item.name, ' ') : body);
    }
  });
  if (isTest) return;
  const windows = cutWindows(bytes, starts);
  const about = headComment(decoder.decode(bytes.subarray(0, 3000)), language);
  if (about !== '') {
    const names = items.filter(item => item.parent < 0).map(item => item.name);
    sink('head', about, `${wordsOfPath(path)} ${names.slice(0, 40).join(' ')}`);
    const w = random.below(windows.count);
    sink('head', about, decoder.decode(bytes.subarray(windows.startByte[w], windows.endByte[w])).replace(about, ' '));
  }
  for (let w = 0; w < windows.count; w++) {
    if (!random.chance(0.5) || windows.endByte[w]! - windows.startByte[w]! < 200) continue;
    const others = items.filter(item => item.parent < 0 && (item.startLine > windows.endLine[w]! || item.endLine < windows.startLine[w]!));
    const names = random.sample(others, 5).map(item => item.name);
    sink('path', `${wordsOfPath(path)} ${names.join(' ')}`, decoder.decode(bytes.subarray(windows.startByte[w], windows.endByte[w])));
  }
}

/** Varies a question: a person may know the name or not, and asks about a place as often as about an action. */
function augment(doc: string, body: string, item: OutlineItem, path: string, random: Random): [string, string] {
  let question = doc;
  if (random.chance(0.7) && question.toLowerCase().startsWith(item.name.toLowerCase())) question = question.slice(item.name.length);
  if (random.chance(0.25)) question = `${item.name} ${question}`;
  let code = random.chance(0.4) ? body.replaceAll(item.name, ' ') : body;
  if (random.chance(0.5)) code = `${wordsOfPath(path)}\n${code}`;
  return [question, code];
}

/** Returns the last three words of the path, without the extension: `src/http/client.ts` -> `http client`. */
export const wordsOfPath = (path: string): string =>
  path
    .replace(/\.[a-z0-9]+$/i, '')
    .split('/')
    .filter(name => !/^(?:src|lib|main|java|kotlin|scala|com|org|net|io|pkg|internal|packages)$/.test(name))
    .slice(-3)
    .join(' ');

function bodyOf(bytes: Uint8Array, item: OutlineItem, doc: { start: number; end: number } | undefined): string {
  const starts = item.startByte;
  const end = Math.min(item.endByte, starts + 4000);
  if (doc === undefined || doc.start < starts || doc.end > end) return decoder.decode(bytes.subarray(starts, end));
  return `${decoder.decode(bytes.subarray(starts, doc.start))}\n${decoder.decode(bytes.subarray(doc.end, end))}`;
}

const comment =
  /"{3}[\s\S]*?"{3}|'{3}[\s\S]*?'{3}|\/\*[\s\S]*?\*\/|(?:^[ \t]*(?:\/\/|#(?!include|if|define|pragma)|--).*\n)+|\{-[\s\S]*?-\}/gm;

/** Returns what the first comments of a file say about its purpose, or '' if they are only about licences. */
function headComment(head: string, language: Language): string {
  for (const [text] of head.matchAll(comment)) {
    const purpose = firstParagraph(text.replace(/^#!.*\n/, ''), language);
    if (purpose.length >= 24) return purpose;
  }
  return '';
}

/** Removes comment and doc marks and ends at the first blank line, tag or example. */
function firstParagraph(comment: string, language: Language): string {
  const text: string[] = [];
  for (const raw of comment.split('\n')) {
    const line = raw
      .replace(/^\s*(?:\/\*+!?|\*+\/?|\/\/+!?|#+|--+[|^*]?|"""|'''|;+|%+|\{-\s*\|?|@(?:doc|moduledoc)\s*~?[sS]?"{0,3})\s?/, '')
      .replace(/(?:\*+\/|"""|'''|-\})\s*$/, '')
      .replace(/<\/?[a-z][^>]*>/gi, ' ')
      .trim();
    if (line === '' || /^(?:@|:param|:return|\\|>>>|```|Args:|Arguments:|Returns:|Parameters|Example|-{3,}|={3,})/.test(line)) {
      if (text.length > 0) break;
      if (line !== '') break;
      continue;
    }
    text.push(line);
  }
  const paragraph = text.join(' ').slice(0, 500);
  return language.kind === 'code' && /copyright|licen[cs]e|eslint-|noqa|pylint|todo\b/i.test(paragraph) ? '' : paragraph;
}
