/** Line numbers that a model copied into its code: `12 | code`, `12: code`, `12  code`. Pure. */
import { bare, isBlank } from '../lines/file-lines.js';

const numbered = /^\s*(\d+)(\s?[|│:>]|\t|\.(?=\s)|\s+(?=\S)|\s*$)(.*)$/;

/** The lines without their numbers, where all of them have one and they count up; what stands in the file so is left as it is. */
export function withoutLineNumbers(lines: readonly string[], file: readonly string[]): readonly string[] {
  const read = lines.map(line => numbered.exec(line));
  const own = lines.flatMap((line, i) => (isBlank(line) ? [] : [i]));
  // A mark for what is left out may stand between without a number.
  const withNumber = own.filter(i => read[i] !== null);
  if (withNumber.length < 2 || withNumber.length < own.length * 0.8) return lines;
  const numbers = withNumber.map(i => Number(read[i]![1]));
  if (numbers.some((n, k) => k > 0 && n <= numbers[k - 1]!)) return lines;
  const nInRow = numbers.filter((n, k) => k > 0 && n === numbers[k - 1]! + 1).length;
  if (nInRow < (numbers.length - 1) * 0.6) return lines;
  const present = new Set(file.map(bare));
  if (withNumber.filter(i => present.has(bare(lines[i]!))).length * 2 > withNumber.length) return lines;
  const signs = new Set(withNumber.filter(i => read[i]![3] !== '').map(i => read[i]![2]!));
  const bySpaces = [...signs].every(sign => /^ +$/.test(sign));
  // Behind a sign one space belongs to the number; between number and code the least there is.
  const rests = withNumber.map(i => (bySpaces ? read[i]![2]! : '') + read[i]![3]!);
  const least = Math.min(...rests.filter(rest => !isBlank(rest)).map(rest => /^ */.exec(rest)![0].length));
  const drop = bySpaces ? least : Math.min(least, 1);
  return lines.map((line, i) => {
    const found = read[i];
    if (!found) return line;
    return found[3] === '' ? '' : `${bySpaces ? found[2]! : ''}${found[3]!}`.slice(drop);
  });
}
