/**
 * A row of the table. `value` counts things without a reason; those with a reason are listed separately and never miss an aim.
 *
 * @typedef {object} Row
 * @property {string} row What is measured, in words: the key by which two commits are compared.
 * @property {number} value
 * @property {string} unit
 * @property {number} [aim] The most that is wanted; absent if the row only informs.
 * @property {boolean} [hard] `--check` fails if the aim is missed.
 * @property {readonly string[]} items Each thing that was counted, with its place.
 * @property {readonly string[]} reasoned Things with a reason, with their place.
 */

/** @returns {Row} */
export function countRow(row, unit, items, options = {}) {
  const { reasoned = [], ...aims } = options;
  return { row, value: items.length, unit, items, reasoned, ...aims };
}

/** @returns {Row} */
export function valueRow(row, unit, value, options = {}) {
  const { items = [], reasoned = [], ...aims } = options;
  return { row, value, unit, items, reasoned, ...aims };
}

/** Splits things by whether `reasonOf` gives a reason, and words those that have one. */
export function splitByReason(things, wordOf, reasonOf) {
  const items = [];
  const reasoned = [];
  for (const thing of things) {
    const reason = reasonOf(thing);
    if (reason) reasoned.push(`${wordOf(thing)}: ${reason}`);
    else items.push(wordOf(thing));
  }
  return { items, reasoned };
}

/** Returns the p-quantile of numbers by nearest rank; 0 if there are none. */
export function quantile(numbers, p) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? 0;
}

/** Groups things into a map of lists. */
export function groupBy(things, keyOf) {
  const groups = new Map();
  for (const thing of things) {
    const key = keyOf(thing);
    const group = groups.get(key);
    if (group) group.push(thing);
    else groups.set(key, [thing]);
  }
  return groups;
}
