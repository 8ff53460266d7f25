/** Formats the privacy log as text: what left this process, newest first. Pure: the translation is an argument. */
import type { PrivacyReport } from '../../server/protocol/privacy.js';
import type { Translate } from './status-words.js';

export function privacyText({ requests, file }: PrivacyReport, t: Translate): string {
  const head = [
    t('Every request that Vibe has sent since its server started, newest first. Contents, keys and headers are never logged.'),
    t('Older requests: {0}', file),
    '',
  ];
  if (requests.length === 0) return [...head, t('Nothing was sent.'), ''].join('\n');
  const nRemote = requests.filter(({ local }) => !local).length;
  const summary =
    nRemote === 0
      ? t('{0} requests, all of them to this machine.', requests.length)
      : t('{0} requests, {1} of them to another machine.', requests.length, nRemote);
  const rows = requests
    .toReversed()
    .map(request =>
      [
        new Date(request.at).toISOString(),
        (request.local ? t('this machine') : t('ANOTHER MACHINE')).padEnd(16),
        request.purpose.padEnd(12),
        `${request.method} ${request.origin}${request.path}`,
        ...(request.proxy === undefined ? [] : [t('through the proxy {0}', request.proxy)]),
        t('sent {0} B, received {1} B', request.sentBytes, request.receivedBytes),
        String(request.result),
        `${Math.round(request.durationMs)} ms`,
      ].join('  '),
    );
  return [...head, summary, '', ...rows, ''].join('\n');
}
