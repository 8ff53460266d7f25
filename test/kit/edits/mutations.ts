/** Changes of a file after the answer was written: what a person did meanwhile must stay. */
import type { Change } from './commits.js';
import type { Random } from './random.js';

type Mutation = (change: Change, random: Random) => { readonly before: string; readonly after: string } | undefined;

/** Lines that both texts have, far from every hunk: [line before, line after]. */
function farLines({ before, after, hunks }: Change, distance: number): readonly (readonly [number, number])[] {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  const far: (readonly [number, number])[] = [];
  let shift = 0;
  let next = 0;
  for (let i = 0; i < old.length; i++) {
    while (next < hunks.length && i + 1 >= hunks[next]!.oldStart + hunks[next]!.oldCount) {
      shift += hunks[next]!.newCount - hunks[next]!.oldCount;
      next++;
    }
    const isNear = hunks.some(({ oldStart, oldCount }) => i + 1 >= oldStart - distance && i + 1 < oldStart + oldCount + distance);
    if (!isNear && old[i] === fresh[i + shift]) far.push([i, i + shift]);
  }
  return far;
}

const both =
  (distance: number, edit: (line: string) => readonly string[]): Mutation =>
  (change, random) => {
    const places = farLines(change, distance).filter(([i]) => /\w{3}/.test(change.before.split('\n')[i]!));
    if (places.length === 0) return undefined;
    const [i, k] = random.pick(places);
    const [old, fresh] = [change.before.split('\n'), change.after.split('\n')];
    return { before: old.toSpliced(i, 1, ...edit(old[i]!)).join('\n'), after: fresh.toSpliced(k, 1, ...edit(fresh[k]!)).join('\n') };
  };

export const mutations: Readonly<Record<string, Mutation>> = {
  'a line edited elsewhere': both(8, line => [line.replace(/\w{3,}/, word => `${word}2`)]),
  'a line removed elsewhere': both(8, () => []),
  'lines added elsewhere': both(8, line => [line, `${/^\s*/.exec(line)![0]}${line.trim()} `]),
  'lines added above': change => ({
    before: change.before.replace(/^\uFEFF?/, '$&\n\n'),
    after: change.after.replace(/^\uFEFF?/, '$&\n\n'),
  }),
  'line ends changed': change => ({ before: change.before.replaceAll('\n', '\r\n'), after: change.after.replaceAll('\n', '\r\n') }),
  'the context edited': both(0, line => [line.replace(/\w{3,}/, word => `${word}2`)]),
};
