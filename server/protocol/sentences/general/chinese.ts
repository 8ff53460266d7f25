/** General sentences that are used everywhere, in Chinese. Pure data. */
import type { englishGeneral } from './english.js';

export const chineseGeneral = {
  verbatim: '{text}',
  unknownSentence: '另一个版本的 Vibe 发来了当前版本无法识别的消息 ({id})',
  problemAndRemedy: '{problem}。{remedy}。',
  internalError: 'Vibe 发生内部错误：{message}',
  reportFromLog: '请查看输出通道“Vibe”并报告此错误',
  askAgain: '请重新提问',
  tryAgainInAMoment: '请稍后重试',
  tryAgainLater: '请过些时候再试',
  openAFolder: '请打开一个文件夹',
  openTheFolderFirst: '请先打开该文件夹',
  reloadTheWindow: '请重新加载窗口',
  stopped: '已停止',
} satisfies Record<keyof typeof englishGeneral, string>;
