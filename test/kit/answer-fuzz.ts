/**
 * Damages recorded answers of model servers the ways that networks, gateways and other servers do, and says what must hold of each damage.
 * Used by a small share in the unit suite and by `npm run bench -- endpoints`.
 */
import { OllamaProvider } from '../../server/inference/ollama-provider.js';
import { OpenAiProvider } from '../../server/inference/openai-provider.js';
import type { ChatItem } from '../../server/inference/provider.js';
import type { NetReply } from '../../server/net/net-request.js';
import { ProblemError } from '../../server/protocol/problem.js';
import type { Random } from './random.js';

export type Wire = 'openai' | 'ollama';

export interface Recorded {
  readonly wire: Wire;
  readonly contentType: string;
  /** One event or line each, without what separates them. */
  readonly events: readonly unknown[];
  readonly text: string;
}

const delta = (fields: object, finish: unknown = null) => ({
  id: 'c1',
  object: 'chat.completion.chunk',
  model: 'm',
  choices: [{ index: 0, delta: fields, finish_reason: finish }],
});

/** Streams in the words of several servers, written from their documentation. */
export const recordings: readonly Recorded[] = [
  {
    wire: 'openai',
    contentType: 'text/event-stream',
    events: [
      delta({ role: 'assistant', content: '' }),
      delta({ content: 'The pool ' }),
      delta({ content: 'starts “workers” — one\n' }),
      delta({ content: 'for each core.' }),
      delta({}, 'stop'),
      { id: 'c1', object: 'chat.completion.chunk', choices: [], usage: { prompt_tokens: 12, completion_tokens: 9 } },
      '[DONE]',
    ],
    text: 'The pool starts “workers” — one\nfor each core.',
  },
  {
    wire: 'openai',
    contentType: 'text/event-stream; charset=utf-8',
    events: [
      delta({ content: 'data: {"a": 1}\n\n' }),
      delta({ content: '漢字 and \u{1f600}', reasoning_content: null }),
      delta({ content: ' end' }, 'length'),
      '[DONE]',
    ],
    text: 'data: {"a": 1}\n\n漢字 and \u{1f600} end',
  },
  {
    wire: 'ollama',
    contentType: 'application/x-ndjson',
    events: [
      { model: 'm', message: { role: 'assistant', content: 'The pool ' }, done: false },
      { model: 'm', message: { role: 'assistant', content: 'starts\nworkers. ' }, done: false },
      { model: 'm', message: { role: 'assistant', content: '\u{1f600}' }, done: false },
      { model: 'm', message: { role: 'assistant', content: '' }, done: true, done_reason: 'stop', eval_count: 3, prompt_eval_count: 4 },
    ],
    text: 'The pool starts\nworkers. \u{1f600}',
  },
];

/** What the reader must make of a damaged stream. `whole`: all text, and a good end. `partial`: the text up to the damage, and no good end. */
export type Expected = 'whole' | 'partial' | 'any';

export interface Damaged {
  readonly name: string;
  readonly recorded: Recorded;
  readonly bytes: readonly Uint8Array[];
  readonly expected: Expected;
  /** What of the text must have come at least. */
  readonly least: string;
}

const encoder = new TextEncoder();

/** One damage, chosen by the seed. */
export function damaged(random: Random): Damaged {
  const recorded = recordings[random.below(recordings.length)]!;
  const kind = damages[random.below(damages.length)]!;
  const { text, expected, least } = kind.make(recorded, random);
  return { name: kind.name, recorded, bytes: cutUp(encoder.encode(text), random), expected, least };
}

interface Made {
  readonly text: string;
  readonly expected: Expected;
  readonly least: string;
}

interface Damage {
  readonly name: string;
  readonly make: (recorded: Recorded, random: Random) => Made;
}

const json = (event: unknown): string => (typeof event === 'string' ? event : JSON.stringify(event));
const written = ({ wire, events }: Recorded, gap = wire === 'openai' ? '\n\n' : '\n', lead = wire === 'openai' ? 'data: ' : ''): string =>
  events.map(event => lead + json(event) + gap).join('');
const whole = (recorded: Recorded, text: string): Made => ({ text, expected: 'whole', least: recorded.text });

const damages: readonly Damage[] = [
  { name: 'nothing', make: recorded => whole(recorded, written(recorded)) },
  { name: 'line ends CRLF', make: recorded => whole(recorded, written(recorded).replaceAll('\n', '\r\n')) },
  {
    name: 'line ends CR',
    make: recorded => whole(recorded, recorded.wire === 'openai' ? written(recorded).replaceAll('\n', '\r') : written(recorded)),
  },
  { name: 'single line ends between events', make: recorded => whole(recorded, written(recorded, '\n')) },
  {
    name: 'no blank after the field name',
    make: recorded => whole(recorded, written(recorded, undefined, recorded.wire === 'openai' ? 'data:' : '')),
  },
  {
    name: 'comments, pings, blank lines and unknown fields between events',
    make: (recorded, random) => {
      const noise =
        recorded.wire === 'openai'
          ? [': ping\n', ':\n\n', 'event: ping\ndata: {"type":"ping"}\n\n', 'id: 7\n', 'retry: 10\n', '\n\n', 'data:\n\n']
          : ['\n', '  \n', '{}\n', 'null\n', '{"status":"ok"}\n'];
      const gap = recorded.wire === 'openai' ? '\n\n' : '\n';
      const lead = recorded.wire === 'openai' ? 'data: ' : '';
      return whole(recorded, recorded.events.map(event => noise[random.below(noise.length)]! + lead + json(event) + gap).join(''));
    },
  },
  {
    name: 'unknown fields and nulls in every event',
    make: recorded => {
      const extended = recorded.events.map(event =>
        typeof event === 'string'
          ? event
          : { system_fingerprint: null, x: [{}], provider: { name: 'p' }, error: null, usage: null, ...(event as object) },
      );
      return whole(recorded, written({ ...recorded, events: extended }));
    },
  },
  {
    name: 'events that hold nothing',
    make: (recorded, random) => {
      const empties =
        recorded.wire === 'openai'
          ? [
              {},
              null,
              { choices: null },
              { choices: [] },
              { choices: [null] },
              { choices: [{}] },
              { choices: [{ delta: null }] },
              { choices: [{ delta: { content: null } }] },
              [],
              3,
              { object: 'ping' },
            ]
          : [{}, null, [], { model: 'm' }, { message: null }];
      const events = recorded.events.flatMap(event => [empties[random.below(empties.length)], event]);
      return whole(recorded, written({ ...recorded, events }));
    },
  },
  {
    name: 'one event pretty-printed over several lines',
    make: recorded => {
      if (recorded.wire !== 'openai') return whole(recorded, written(recorded));
      const pretty = (event: unknown) =>
        typeof event === 'string'
          ? `data: ${event}`
          : JSON.stringify(event, null, 1)
              .split('\n')
              .map(line => `data: ${line}`)
              .join('\n');
      return whole(recorded, recorded.events.map(event => `${pretty(event)}\n\n`).join(''));
    },
  },
  {
    name: 'the same event sent twice',
    make: (recorded, random) => {
      const at = random.below(recorded.events.length);
      const events = recorded.events.toSpliced(at, 0, recorded.events[at]);
      return { text: written({ ...recorded, events }), expected: 'any', least: '' };
    },
  },
  {
    name: 'two events in the wrong order',
    make: (recorded, random) => {
      const at = random.below(recorded.events.length - 1);
      const events = recorded.events.toSpliced(at, 2, recorded.events[at + 1], recorded.events[at]);
      return { text: written({ ...recorded, events }), expected: 'any', least: '' };
    },
  },
  {
    name: 'one field nulled',
    make: (recorded, random) => {
      const events = recorded.events.map(event => (typeof event === 'string' ? event : nulled(event as Record<string, unknown>, random)));
      return { text: written({ ...recorded, events }), expected: 'any', least: '' };
    },
  },
  {
    name: 'the stream ends before the model did',
    make: (recorded, random) => {
      // Before the event that says why the model ended.
      const ends = recorded.events.findIndex(event => /"(stop|length)"/.test(json(event)));
      const n = 1 + random.below(ends);
      const kept = recorded.events.slice(0, n);
      return { text: written({ ...recorded, events: kept }), expected: 'partial', least: textOf(kept) };
    },
  },
  {
    name: 'an event cut in the middle',
    make: (recorded, random) => {
      const ends = recorded.events.findIndex(event => /"(stop|length)"/.test(json(event)));
      const n = random.below(ends);
      const cut = json(recorded.events[n]);
      const head = written({ ...recorded, events: recorded.events.slice(0, n) });
      const lead = recorded.wire === 'openai' ? 'data: ' : '';
      return {
        text: head + lead + cut.slice(0, 1 + random.below(cut.length - 1)),
        expected: 'partial',
        least: textOf(recorded.events.slice(0, n)),
      };
    },
  },
  {
    name: 'an error in the middle',
    make: (recorded, random) => {
      const n = 1 + random.below(recorded.events.length - 2);
      const error = [{ error: { message: 'CUDA error' } }, { error: 'CUDA error' }, { error: { code: 500, detail: 'CUDA error' } }][
        random.below(3)
      ];
      const kept = recorded.events.slice(0, n).filter(event => !/"(stop|length)"/.test(json(event)));
      return { text: written({ ...recorded, events: [...kept, error] }), expected: 'partial', least: textOf(kept) };
    },
  },
  {
    name: 'a bad end',
    make: (recorded, random) => {
      const bad = ['error', 'content_filter', 'SAFETY', 'insufficient_system_resource'][random.below(4)];
      if (recorded.wire !== 'openai') return whole(recorded, written(recorded));
      const events = recorded.events.map(event =>
        typeof event === 'string'
          ? event
          : (JSON.parse(json(event).replace(/"finish_reason":"(stop|length)"/, `"finish_reason":"${bad}"`)) as unknown),
      );
      return { text: written({ ...recorded, events }), expected: 'partial', least: recorded.text };
    },
  },
];

function nulled(event: Record<string, unknown>, random: Random): Record<string, unknown> {
  const names = Object.keys(event);
  const name = names[random.below(names.length)]!;
  const value = event[name];
  if (typeof value === 'object' && value !== null && random.below(2) === 1)
    return {
      ...event,
      [name]: Array.isArray(value)
        ? value.map(item => (typeof item === 'object' && item !== null ? nulled(item as Record<string, unknown>, random) : item))
        : nulled(value as Record<string, unknown>, random),
    };
  return { ...event, [name]: null };
}

const textOf = (events: readonly unknown[]): string =>
  events
    .map(event => {
      const { choices, message } = event as { choices?: { delta?: { content?: string } }[]; message?: { content?: string } };
      return choices?.[0]?.delta?.content ?? message?.content ?? '';
    })
    .join('');

/** Pieces of any size: in the middle of a character, of a line end, of everything. */
function cutUp(bytes: Uint8Array, random: Random): readonly Uint8Array[] {
  const mostBytes = [1, 3, 16, 200, bytes.length][random.below(5)]!;
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + random.below(mostBytes);
    pieces.push(bytes.slice(at, at + size));
    at += size;
  }
  return pieces;
}

export interface Outcome {
  readonly text: string;
  readonly hasGoodEnd: boolean;
  readonly problem: string | undefined;
}

/** Reads a damaged stream with the real provider, over a pool that gives these bytes. */
export async function readDamaged({ recorded, bytes }: Damaged): Promise<Outcome> {
  const pool = {
    open: async () => replyOf(recorded.contentType, bytes),
    text: () => Promise.reject(new Error('nothing is asked but the answer')),
  };
  const endpoint = { kind: recorded.wire, url: 'http://127.0.0.1:9' } as const;
  const provider = recorded.wire === 'openai' ? new OpenAiProvider(endpoint, pool) : new OllamaProvider(endpoint, pool);
  const items: ChatItem[] = [];
  let problem: string | undefined;
  try {
    const signal = AbortSignal.timeout(20_000);
    for await (const item of provider.chat({ model: 'm', messages: [], priority: 'person' }, signal)) items.push(item);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    problem = error.problem.code;
  }
  const end = items.at(-1);
  return {
    text: items.map(item => (item.kind === 'delta' ? item.text : '')).join(''),
    hasGoodEnd: problem === undefined && end?.kind === 'end',
    problem,
  };
}

/** What is wrong with the outcome; undefined if nothing is. */
export function fault({ expected, least, recorded }: Damaged, { text, hasGoodEnd, problem }: Outcome): string | undefined {
  if (!text.startsWith(least)) return `lost text: ${JSON.stringify(text)} instead of ${JSON.stringify(least)}`;
  if (expected === 'whole' && (!hasGoodEnd || text !== recorded.text)) return `not whole: ${problem ?? ''} ${JSON.stringify(text)}`;
  if (expected === 'partial' && hasGoodEnd) return 'broken and kept as whole';
  return undefined;
}

function replyOf(contentType: string, bytes: readonly Uint8Array[]): NetReply {
  const body = {
    async *[Symbol.asyncIterator]() {
      yield* bytes;
    },
    discard: () => undefined,
  };
  // The provider reads the body by iteration and nothing else.
  return {
    status: 200,
    contentType,
    retryAfterMs: undefined,
    location: undefined,
    header: () => undefined,
    body: body as unknown as NetReply['body'],
  };
}
