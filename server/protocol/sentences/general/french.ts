/** General sentences that are used everywhere, in French. Pure data. */
import type { englishGeneral } from './english.js';

export const frenchGeneral = {
  verbatim: '{text}',
  unknownSentence: 'Une autre version de Vibe a envoyé un message que celle-ci ne connaît pas ({id})',
  problemAndRemedy: '{problem}. {remedy}.',
  internalError: 'Vibe a rencontré une erreur interne : {message}',
  reportFromLog: 'Consultez le canal de sortie « Vibe » et signalez l’erreur',
  askAgain: 'Reposez la question',
  tryAgainInAMoment: 'Réessayez dans un instant',
  tryAgainLater: 'Réessayez plus tard',
  openAFolder: 'Ouvrez un dossier',
  openTheFolderFirst: 'Ouvrez d’abord le dossier',
  reloadTheWindow: 'Rechargez la fenêtre',
  stopped: 'Arrêté',
} satisfies Record<keyof typeof englishGeneral, string>;
