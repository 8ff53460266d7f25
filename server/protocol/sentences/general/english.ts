/** General sentences that are used everywhere. Pure data. */
export const englishGeneral = {
  /** Words from elsewhere, such as an error of the operating system. */
  verbatim: '{text}',
  /** Shown for a sentence of another version of Vibe. */
  unknownSentence: 'Another version of Vibe sent a message that this one does not know ({id})',
  problemAndRemedy: '{problem}. {remedy}.',
  internalError: 'Vibe hit an internal error: {message}',
  reportFromLog: 'See the output channel "Vibe" and report it',
  askAgain: 'Ask again',
  tryAgainInAMoment: 'Try again in a moment',
  tryAgainLater: 'Try again later',
  openAFolder: 'Open a folder',
  openTheFolderFirst: 'Open the folder first',
  reloadTheWindow: 'Reload the window',
  stopped: 'Stopped',
} as const;
