/** General sentences that are used everywhere, in Japanese. Pure data. */
import type { englishGeneral } from './english.js';

export const japaneseGeneral = {
  verbatim: '{text}',
  unknownSentence: '別のバージョンの Vibe から、このバージョンでは扱えないメッセージが届きました ({id})',
  problemAndRemedy: '{problem}。{remedy}。',
  internalError: 'Vibe で内部エラーが発生しました: {message}',
  reportFromLog: '出力チャネル「Vibe」を確認し、エラーを報告してください',
  askAgain: 'もう一度質問してください',
  tryAgainInAMoment: 'しばらくしてからもう一度お試しください',
  tryAgainLater: '後でもう一度お試しください',
  openAFolder: 'フォルダーを開いてください',
  openTheFolderFirst: '先にフォルダーを開いてください',
  reloadTheWindow: 'ウィンドウを再読み込みしてください',
  stopped: '停止しました',
} satisfies Record<keyof typeof englishGeneral, string>;
