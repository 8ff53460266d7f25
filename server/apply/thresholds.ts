/**
 * Every threshold of the planner. They choose which place is offered to the checker, and never whether a place is written: a plan that they
 * let pass still needs its proof. Measured on the corpora of test/fixtures/edits and on `npm run bench -- apply --mirrors DIR`. Pure data.
 */

/** Costs of an alignment, in lines. */
export const alignment = {
  /** A line of the answer without a counterpart in the file. */
  newLine: 1,
  /** A line of the file that the answer passes over. */
  droppedLine: 0.8,
  /** Either, if it holds no word. */
  weakLine: 0.35,
  /** Equal lines at another depth, if the answer keeps the file's depths elsewhere. */
  otherDepth: 0.3,
  /** Share of common tokens from which on two lines may be one that changed. */
  likeLine: 0.5,
  /** What a changed line costs at least. */
  changedLine: 0.25,
  /** A place is the only one if every other costs more by this, or by this share of the lines. */
  uniqueBy: 0.6,
  uniqueByShare: 0.15,
} as const;

/** When quoted lines that are misquoted still have a place. */
export const misquoted = {
  /** Share of the quoted lines that must stand in the file as they are. */
  exactShare: 0.6,
  /** Cost for each quoted line. */
  costPerLine: 0.3,
} as const;

/** When an answer without marks is read as the whole file; it then takes the file's place, or is refused for what it lacks. */
export const wholeFile = {
  /** Share of the file's lines between definitions that it must hold, and the share if the prose says that it is whole. */
  keptShare: 0.6,
  keptShareIfClaimed: 0.3,
  claimedWithoutEnds: 0.5,
  /** One line in so many may be missing where all else is there. */
  missingOneIn: 20,
  /** It looks whole from this share on, or from this one if it begins and ends as the file does. */
  looksWhole: 0.75,
  looksWholeByEnds: 0.5,
  /** Files with fewer telling lines are too short to tell. */
  leastLines: 12,
} as const;

/** When a stretch of an answer has its place by its first and last lines. */
export const stretch = {
  /** Two places that differ by less are not told apart. */
  margin: 0.6,
  variantMargin: 0.1,
  /** Between two lines that stay no more may go than this, and this for each line that comes. */
  freeLoss: 3,
  lossPerNewLine: 1.5,
  /** The most that may go where the prose speaks of a loss. */
  mostLoss: 40,
} as const;

/** Lines without a definition around them: the cost up to which they are placed, for few lines and for each telling one. */
export const looseLines = { cost: 1.6, costPerLine: 0.65 } as const;

/** How much likelier the stated lines must be than others near them, and how likely at all. */
export const statedLines = { least: 0.3, margin: 0.05, reach: 3 } as const;

/** How many lines a hunk's header may be off, if no other place is as near. */
export const hunkHeader = { off: 3 } as const;
