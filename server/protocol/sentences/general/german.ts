/** General sentences that are used everywhere, in German. Pure data. */
import type { englishGeneral } from './english.js';

export const germanGeneral = {
  verbatim: '{text}',
  unknownSentence: 'Eine andere Version von Vibe hat eine Meldung gesendet, die diese nicht kennt ({id})',
  problemAndRemedy: '{problem}. {remedy}.',
  internalError: 'In Vibe ist ein interner Fehler aufgetreten: {message}',
  reportFromLog: 'Sehen Sie im Ausgabekanal „Vibe“ nach und melden Sie den Fehler',
  askAgain: 'Fragen Sie noch einmal',
  tryAgainInAMoment: 'Versuchen Sie es gleich noch einmal',
  tryAgainLater: 'Versuchen Sie es später noch einmal',
  openAFolder: 'Öffnen Sie einen Ordner',
  openTheFolderFirst: 'Öffnen Sie zuerst den Ordner',
  reloadTheWindow: 'Laden Sie das Fenster neu',
  stopped: 'Angehalten',
} satisfies Record<keyof typeof englishGeneral, string>;
