/** Other ways to write a line of bash that does the same, each one chosen by a seeded source of randomness. */
import type { Random } from '../random.js';

type Mutation = (line: string, random: Random) => string;

const singleQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const hex = (text: string): string => Buffer.from(text).toString('hex');
const escaped = (text: string): string => [...Buffer.from(text)].map(byte => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
const octal = (text: string): string => [...Buffer.from(text)].map(byte => `\\${byte.toString(8).padStart(3, '0')}`).join('');

/** The first word of a plain command, and the rest. */
const firstWord = /^([a-z][a-z0-9.-]*)( [\s\S]*)?$/;

const onFirstWord =
  (change: (word: string, random: Random) => string): Mutation =>
  (line, random) => {
    const match = firstWord.exec(line);
    return match?.[1] === undefined || isKeyword(match[1]) ? line : change(match[1], random) + (match[2] ?? '');
  };

const isKeyword = (word: string): boolean =>
  /^(?:if|for|while|until|case|select|function|time|coproc|alias|set|declare|readonly|typeset|export|source|trap|eval|exec|builtin|command|mapfile|enable|bind|complete|let|cd|pushd|popd|read|do|then)$/.test(
    word,
  );

const split = (word: string, random: Random, glue: readonly string[]): string => {
  const at = 1 + random.below(Math.max(1, word.length - 1));
  return word.slice(0, at) + random.pick(glue) + word.slice(at);
};

/** One command on one line without a comment can be put inside of something else. */
const isSimple = (line: string): boolean => !/[\n#&]/.test(line) && !/<<|\bin$|\($/.test(line);

const wrapped =
  (change: (line: string, random: Random) => string): Mutation =>
  (line, random) =>
    isSimple(line) ? change(line, random) : line;

export const mutations: Readonly<Record<string, Mutation>> = {
  'quote a piece of the name': onFirstWord((word, random) => split(word, random, ["''", '""', '\\', "$''", '""""'])),
  'quote the name': onFirstWord((word, random) => random.pick([`'${word}'`, `"${word}"`, `\\${word}`, `$'${word}'`])),
  'escape the name': onFirstWord((word, random) => random.pick([`$'${escaped(word)}'`, `$'${octal(word)}'`])),
  braces: onFirstWord(word => `{${word},}`),
  'name in a variable': onFirstWord((word, random) =>
    random.pick([`x=${word}; $x`, `x=${word};\${x}`, `a=${word.slice(0, 1)} b=${word.slice(1)}; $a$b`, `declare x=${word}; $x`]),
  ),
  'name from a substitution': onFirstWord((word, random) =>
    random.pick([
      `$(echo ${word})`,
      `\`echo ${word}\``,
      `$(printf '%s' ${word})`,
      `$(echo ${base64(word)} | base64 -d)`,
      `$(rev <<< ${Array.from(word).toReversed().join('')})`,
    ]),
  ),
  'path of the name': onFirstWord((word, random) =>
    /^(?:rm|cp|mv|dd|cat|tee|ln|chmod|sh|bash|find|sed|awk|git|tar|curl|wget)$/.test(word)
      ? random.pick(['/bin/', '/usr/bin/']) + word
      : word,
  ),
  'a wrapper': wrapped((line, random) =>
    firstWord.test(line) && !isKeyword(firstWord.exec(line)?.[1] ?? '') && !/[;|<>]/.test(line)
      ? random.pick([
          'env ',
          'nohup ',
          'nice ',
          'command ',
          'timeout 9 ',
          'setsid ',
          'env A=1 ',
          'stdbuf -oL ',
          'nice -n 5 ',
          'xargs -r ',
          'busybox env ',
          'time ',
        ]) + line
      : line,
  ),
  'a shell': wrapped(
    (line, random) =>
      `${random.pick(['sh -c', 'bash -c', 'bash -lc', 'env bash -c', 'eval', 'dash -c', 'busybox sh -c', 'nohup sh -c'])} ${singleQuoted(line)}`,
  ),
  'a pipe into a shell': wrapped(
    (line, random) =>
      `${random.pick([`echo ${singleQuoted(line)}`, `printf '%s' ${singleQuoted(line)}`, `cat <<< ${singleQuoted(line)}`])} | ${random.pick(['sh', 'bash', 'bash -s', 'cat | sh'])}`,
  ),
  base64: wrapped((line, random) =>
    random.pick([
      `echo ${base64(line)} | base64 -d | sh`,
      `base64 -d <<< ${base64(line)} | bash`,
      `bash -c "$(echo ${base64(line)} | base64 --decode)"`,
      `eval "$(base64 -d <<< ${base64(line)})"`,
      `sh <(echo ${base64(line)} | base64 -d)`,
    ]),
  ),
  hex: wrapped((line, random) =>
    random.pick([
      `echo ${hex(line)} | xxd -r -p | sh`,
      `printf '${escaped(line)}' | sh`,
      `echo -e '${escaped(line)}' | bash`,
      `$'${escaped('sh')}' -c ${singleQuoted(line)}`,
    ]),
  ),
  'a here-document': wrapped((line, random) => `${random.pick(['sh', 'bash', 'cat | sh'])} <<'X'\n${line}\nX`),
  'a list': wrapped((line, random) =>
    random.pick([
      `true; ${line}`,
      `ls && ${line}`,
      `false || ${line}`,
      `ls\n${line}`,
      `ls & ${line}`,
      `${line}; true`,
      `echo a | cat; ${line}`,
    ]),
  ),
  'a group': wrapped((line, random) =>
    random.pick([
      `( ${line} )`,
      `{ ${line}; }`,
      `if true; then ${line}; fi`,
      `for i in 1; do ${line}; done`,
      `while :; do ${line}; break; done`,
      `case a in a) ${line};; esac`,
    ]),
  ),
  'a substitution': wrapped((line, random) =>
    random.pick([`echo "$(${line})"`, `x=$(${line})`, `: $(${line})`, `cat <(${line})`, `echo \${x:-$(${line})}`]),
  ),
  'a function': wrapped((line, random) => random.pick([`f() { ${line}; }; f`, `function g { ${line}; }; g a`, `ls() { ${line}; }; ls`])),
  'an alias': wrapped(line => `alias q=${singleQuoted(line)}; q`),
  'a trap': wrapped(line => `trap ${singleQuoted(line)} EXIT`),
  'a file': wrapped((line, random) =>
    random.pick([
      `echo ${singleQuoted(line)} > q.sh; sh q.sh`,
      `printf '%s' ${singleQuoted(line)} > /tmp/q && bash /tmp/q`,
      `echo ${singleQuoted(line)} | tee q.sh; . ./q.sh`,
    ]),
  ),
  find: wrapped(line => (line.includes('{}') ? line : `find . -maxdepth 0 -exec sh -c ${singleQuoted(line)} \\;`)),
  ssh: wrapped(line => `ssh host ${singleQuoted(line)}`),
  'make room': line => line.replace(/ (?=[^ ])/, '   \t'),
  'a line that goes on': onFirstWord((word, random) => split(word, random, ['\\\n'])),
};

const names = Object.keys(mutations);

/** Changes a line one to `most` times. */
export function mutate(line: string, random: Random, most: number): { readonly line: string; readonly by: readonly string[] } {
  let changed = line;
  const by: string[] = [];
  for (let n = 1 + random.below(most); n > 0; n--) {
    const name = random.pick(names);
    const next = mutations[name]?.(changed, random) ?? changed;
    if (next === changed || next.length > 6000) continue;
    changed = next;
    by.push(name);
  }
  return { line: changed, by };
}
