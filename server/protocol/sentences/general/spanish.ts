/** General sentences that are used everywhere, in Spanish. Pure data. */
import type { englishGeneral } from './english.js';

export const spanishGeneral = {
  verbatim: '{text}',
  unknownSentence: 'Otra versión de Vibe envió un mensaje que esta no conoce ({id})',
  problemAndRemedy: '{problem}. {remedy}.',
  internalError: 'Vibe ha tenido un error interno: {message}',
  reportFromLog: 'Consulte el canal de salida «Vibe» e informe del error',
  askAgain: 'Pregunte de nuevo',
  tryAgainInAMoment: 'Inténtelo de nuevo dentro de un momento',
  tryAgainLater: 'Inténtelo de nuevo más tarde',
  openAFolder: 'Abra una carpeta',
  openTheFolderFirst: 'Abra primero la carpeta',
  reloadTheWindow: 'Recargue la ventana',
  stopped: 'Detenido',
} satisfies Record<keyof typeof englishGeneral, string>;
