/** The file that a message names for a block: in the fence's info, in the words above, or in the block's first line. Pure. */
import { languageOf, plainTextLanguage } from '../../text/language/languages.js';
import { samePath } from './same-path.js';

const bareNames =
  'Dockerfile|Containerfile|Makefile|GNUmakefile|Gemfile|Rakefile|Procfile|Jenkinsfile|Vagrantfile|Brewfile|Podfile|Fastfile|Justfile|justfile|LICENSE|README|CHANGELOG|BUILD|WORKSPACE|Cargo\\.lock|go\\.mod|go\\.sum';
const segment = String.raw`[\p{L}\p{N}_.@()[\]+~$-]+`;
const pathText = String.raw`(?:[A-Za-z]:[\\/]|~?[\\/]|\.{1,2}[\\/])?(?:${segment}[\\/])*(?:${segment}\.[A-Za-z][A-Za-z0-9_]{0,11}|\.[A-Za-z][\w.-]*|${bareNames})`;
const whole = new RegExp(`^${pathText}$`, 'u');
const namedFolderless = new RegExp(`^(?:${bareNames})$`);

export interface LabelTarget {
  readonly path: string;
  /** The file's text: a dotted word that it holds is code rather than a path. */
  readonly text: string;
}

/** True for a text that is a path and nothing else. */
export function isPath(text: string): boolean {
  return whole.test(text) && !/^\d+(?:\.\d+)*\.?$/.test(text) && !/^(?:https?:|www\.)/i.test(text);
}

/** A path whose language is known, or with folders: `console.log` is neither. */
function isSurePath(text: string, { path, text: file }: LabelTarget): boolean {
  if (!isPath(text)) return false;
  if (samePath(text, path) || namedFolderless.test(text)) return true;
  if (!/[\\/]/.test(text) && file.includes(text)) return false;
  return /[\\/]/.test(text) || languageOf(text) !== plainTextLanguage || /\.(?:txt|env|lock|cfg|conf|ini|log|csv|svg)$/i.test(text);
}

/** The path in a fence's info: `ts:src/a.ts`, `ts title="src/a.ts"`, `12:30:src/a.ts`, `src/a.ts`. */
export function labelInInfo(
  info: string,
  target: LabelTarget,
): { readonly path: string; readonly range?: readonly [number, number] } | undefined {
  const ranged = /^(\d+):(\d+):(.+)$/.exec(info.trim());
  if (ranged && isPath(ranged[3]!.trim())) return { path: ranged[3]!.trim(), range: [Number(ranged[1]) - 1, Number(ranged[2])] };
  const words = info
    .replace(/[{}]/g, ' ')
    .split(/[\s,]+/)
    .flatMap(word => [word, ...word.split(/[:=](?![\\/])/).slice(1)])
    .map(word => word.replace(/^["'`(]+|["'`)]+$/g, ''));
  const path = words.find(
    (word, i) => isPath(word) && (i > 0 || /[.\\/]/.test(word) || word === info.trim()) && isSurePath(word, { ...target, text: '' }),
  );
  return path === undefined ? undefined : { path };
}

/** The path that the words above a block name, and whether they name it for what follows too. */
export function labelInProse(lines: readonly string[], target: LabelTarget): string | undefined {
  const said = lines.filter(line => line.trim() !== '').slice(-3);
  for (const line of said.toReversed()) {
    const alone = labelAlone(line, target) ?? labelInHeading(line, target);
    if (alone !== undefined) return alone;
  }
  const last = said.at(-1);
  return last === undefined ? undefined : labelInSentence(last, target);
}

/** A heading that names one file is about it until the next heading. */
export function labelInHeading(line: string, target: LabelTarget): string | undefined {
  const heading = /^\s*#{1,6}\s+(.*)$/.exec(line)?.[1] ?? /^\s*(?:\d+[.)]\s+)?\*\*(.+?)\*\*:?\s*$/.exec(line)?.[1];
  return heading === undefined ? undefined : onlyOne(pathsIn(heading, target));
}

/** A line that is a path, dressed as a heading, an item or a label. */
export function labelAlone(line: string, target: LabelTarget): string | undefined {
  const text = line
    .trim()
    .replace(/^(?:#+\s*|[-*+>]\s+|\d+[.)]\s+)+/, '')
    .replace(
      /^[*_`"'[(]*(?:(?:new|updated?|modified|changed|existing)\s+)?(?:file(?:\s*name|\s*path)?|path|filename|in|update|edit|modify|create|changes? (?:in|to|for)|for|to)?[*_]*\s*:?\s*[*_`"'[(]+/i,
      '',
    )
    .replace(/^(?:(?:new|updated?|modified|changed)\s+)?(?:file(?:\s*name|\s*path)?|path|filename)\s*:\s*/i, '')
    .replace(
      /[*_`"')\]:]*\s*(?:\((?:new|updated?|modified|changed|existing|edit|create[d]?|complete|full)(?:\s+file)?\))?[*_`"'\])]*\s*:?\s*[*_]*$/i,
      '',
    )
    .trim();
  return isSurePath(text, { ...target, text: /[`*#]|\.\w+\s*:$/.test(line) ? '' : target.text }) ? text : undefined;
}

/** "Then, in `server/app.ts`:" */
function labelInSentence(line: string, target: LabelTarget): string | undefined {
  const pattern =
    /\b(?:in|to|into|inside|of|for|file|update|updated|edit|modify|change|create|add|open|replace|from)\s+(?:(?:the|your|a|an|new|existing|file|module|component|script|whole|entire|contents?|of|same|code|in|following)\s+){0,4}(?:[`*_"']+([^`*"'\s]+)[`*_"']+|((?:[\w.@-]+\/)+[\w.@-]+\.\w{1,8}))/gi;
  const named = [...line.matchAll(pattern)]
    .map(([, marked, plain]) => (marked ?? plain)!.replace(/[:,.]+$/, ''))
    .filter(name => isSurePath(name, target));
  return named.find(name => samePath(name, target.path)) ?? named.at(-1);
}

function pathsIn(text: string, target: LabelTarget): readonly string[] {
  const words = text.split(/[\s,()]+/).map(word => word.replace(/^[*_`"'[]+|[*_`"'\]:.,]+$/g, ''));
  return [...new Set(words.filter(word => isSurePath(word, target) && (/[\\/.]/.test(word) || namedFolderless.test(word))))];
}

const onlyOne = (paths: readonly string[]): string | undefined => (paths.length === 1 ? paths[0] : undefined);

/** The path in the first line of a block, alone or as a comment, and the number of lines that it takes. */
export function labelInside(
  lines: readonly string[],
  target: LabelTarget,
): { readonly path: string; readonly isComment: boolean } | undefined {
  const first = (lines[0] ?? '').trim();
  const comment =
    /^(?:\/\/+|#+|--|;+|%+|\/\*+|<!--|"""|\(\*)\s*(?:(?:file(?:\s*name|\s*path)?|path|filename|in)\s*:?\s*)?([^\s"]+)\s*(?:\*\/|-->|"""|\*\)|\((?:new|updated?|modified|existing)[^)]*\)|[-:].{0,40})?\s*$/i.exec(
      first,
    );
  if (comment && isPath(comment[1]!) && isSurePath(comment[1]!, { ...target, text: '' })) return { path: comment[1]!, isComment: true };
  const named = /^(?:file(?:\s*name|\s*path)?|path)\s*:\s*(\S+)$/i.exec(first)?.[1] ?? first.replace(/^[`*]+|[`*:]+$/g, '');
  return isPath(named) && isSurePath(named, { ...target, text: target.text }) ? { path: named, isComment: false } : undefined;
}
