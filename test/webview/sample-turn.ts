/** A turn with some of everything that an answer may contain. */
import type { AskItem, Citation } from '../../server/protocol/chat.js';
import type { Place } from '../../server/protocol/place.js';
import type { Why } from '../../server/protocol/why.js';

const folder = 'file:///work';

export const samplePlaces: readonly Place[] = [
  ['server/pool/child.ts', 41, 66, ['ChildPool', 'restart'], [{ kind: 'defines', name: 'ChildPool.restart' }, { kind: 'words' }]],
  [
    'server/rpc/serve.ts',
    80,
    104,
    ['answer'],
    [
      { kind: 'uses', name: 'restart' },
      { kind: 'path', words: ['serve'] },
    ],
  ],
  ['server/pool/back-off.ts', 1, 32, ['BackOff'], [{ kind: 'defines', name: 'BackOff' }]],
  ['test/unit/pool/child.test.ts', 12, 44, [], [{ kind: 'tests', name: 'restart' }]],
  ['extension/host/server-host.ts', 120, 166, ['ServerHost', 'restart'], [{ kind: 'names' }]],
].map(([path, startLine, endLine, chain, why]) => ({
  // The rows above are in this order.
  folder,
  path: path as string,
  startLine: startLine as number,
  endLine: endLine as number,
  chain: chain as string[],
  focusLine: (startLine as number) + 1,
  language: 'typescript',
  score: 1,
  reasons: [],
  why: why as Why[],
  text: Array.from(
    { length: (endLine as number) - (startLine as number) + 1 },
    (_, idx) => `  const line${idx} = await this.restart(${idx}); // crash`,
  ).join('\n'),
}));

export const sampleText = `A crashed worker is restarted with back-off [server/pool/child.ts:41-66]. While it is down, requests wait at most two seconds \`server/rpc/serve.ts:80-104\`, then they fail with \`server-down\`.

### What happens, step by step

1. The pool hears \`exit\` and keeps the tasks that were running.
2. It waits: 200 ms, then twice as long, up to 30 s (server/pool/__init__.py:1-32).
3. It starts the worker and gives it the tasks again.

\`\`\`ts server/pool/child.ts
/** Starts the child again after a pause that doubles. */
async restart(signal: AbortSignal): Promise<void> {
  const pauseMs = Math.min(30_000, 200 * 2 ** this.#nFailures);
  await sleep(pauseMs, signal);
  this.#child = fork(this.#entry, { serialization: 'advanced' });
}
\`\`\`

| State | Waits | Then |
|:--|--:|---|
| starting | 2 s | \`server-down\` |
| **up** | 0 s | answered |

> A child that fails five times in a minute is not started again before a person asks for it.

- [x] tasks survive
- [ ] their order does not

See the [Node documentation](https://nodejs.org/api/child_process.html).
`;

export const sampleCitations: readonly Citation[] = [
  citation('server/pool/child.ts:41-66', true),
  citation('server/rpc/serve.ts:80-104', true),
  citation('server/pool/__init__.py:1-32', false),
];

function citation(written: string, verified: boolean): Citation {
  const [path, lines] = written.split(':');
  const [startLine, endLine] = lines!.split('-').map(Number);
  return {
    range: { folder, path: path!, startLine: startLine!, endLine: endLine! },
    verified,
    at: sampleText.indexOf(written),
    length: written.length,
  };
}

export const sampleItems: readonly AskItem[] = [
  { kind: 'phase', phase: 'looking' },
  { kind: 'places', places: samplePlaces, elapsedMs: 32 },
  { kind: 'packed', nTokens: 3100, windowTokens: 8192, sent: [], leftOut: { nPlaces: 1, nAttachments: 0, nTurns: 0 } },
  { kind: 'phase', phase: 'writing' },
  { kind: 'delta', text: sampleText },
  ...sampleCitations.map(citation => ({ kind: 'citation' as const, citation })),
];

export const sampleEnd = {
  kind: 'done' as const,
  facts: {
    source: 'model' as const,
    model: 'qwen2.5-coder:7b',
    firstItemMs: 30,
    firstTokenMs: 410,
    totalMs: 9000,
    tokensPerSecond: 38.2,
    local: true,
  },
};
