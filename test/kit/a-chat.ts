/** A chat over given places with a model that the test scripts: what it yields, when, and how it fails. */
import { join } from 'node:path';
import { systemClock } from '../../server/base/clock.js';
import type { AnswerMemory } from '../../server/chat/answer/answer-memory.js';
import { Chat } from '../../server/chat/answer/chat.js';
import { PromptSpeed } from '../../server/chat/answer/prompt-speed.js';
import { TokenEstimate } from '../../server/chat/answer/token-estimate.js';
import { DocumentReader } from '../../server/chat/context/document-reader.js';
import { PromptFiles } from '../../server/chat/context/prompt-files.js';
import { WorkspaceFiles } from '../../server/chat/context/workspace-files.js';
import { MemoryConversations } from '../../server/conversations/memory-conversations.js';
import type { ChatItem, ChatRequest, Provider } from '../../server/inference/provider.js';
import { Recorder } from '../../server/monitor/recorder.js';
import { Thread } from '../../server/pool/thread.js';
import type { Ask, AskItem, TurnEnd } from '../../server/protocol/chat.js';
import type { SearchQuery } from '../../server/protocol/methods/query-methods.js';
import type { Place } from '../../server/protocol/place.js';
import { ProblemError } from '../../server/protocol/problem.js';
import { englishWording, verbatim } from '../../server/protocol/sentences/sentence.js';

export const folder = 'file:///w';

/** Returns a place whose text is lines such as `line 10 of src/a.ts`. */
export function aPlace(path: string, startLine: number, endLine: number, more: Partial<Place> = {}): Place {
  const text = Array.from({ length: endLine - startLine + 1 }, (_, i) => `line ${startLine + i} of ${path}`).join('\n');
  const range = { folder, path, startLine, endLine, focusLine: startLine };
  return { ...range, chain: [], language: 'typescript', score: 1, reasons: [], why: [{ kind: 'words' }], text, ...more };
}

export type Script = (request: ChatRequest, signal: AbortSignal) => AsyncIterable<ChatItem>;

export const facts = { reason: 'stop', nPromptTokens: 400, nTokens: 10, loadMs: 0, promptMs: 1, generateMs: 100 } as const;

/** Yields the words, then a proper end. */
export const saying = (...words: readonly string[]): Script =>
  async function* () {
    for (const text of words) yield { kind: 'delta', text };
    yield { kind: 'end', facts };
  };

export interface AChatOptions {
  readonly places?: readonly Place[];
  readonly neighbours?: readonly Place[];
  /** If absent, no model is available. */
  readonly model?: Script;
  readonly windowTokens?: number;
  /** True if the model accepts images. */
  readonly sees?: boolean;
  readonly memory?: AnswerMemory;
  readonly indexedShare?: () => number;
}

export function aChat({
  places = [],
  neighbours = [],
  model,
  windowTokens = 8192,
  sees = false,
  memory,
  indexedShare = () => 1,
}: AChatOptions) {
  const conversations = new MemoryConversations();
  const requests: ChatRequest[] = [];
  const queries: string[] = [];
  const provider = {
    kind: 'ollama',
    endpoint: 'http://127.0.0.1:1',
    local: true,
    chat: (request: ChatRequest, signal: AbortSignal) => {
      requests.push(request);
      return model!(request, signal);
    },
  } as Partial<Provider> as Provider; // The chat calls nothing else of a provider.
  const folders = () => [folder];
  const entry = join(import.meta.dirname, '../../dist/threads/document.js');
  const documents = new DocumentReader(new Thread({ entry, name: 'document', log: () => undefined }));
  const chat = new Chat({
    search: async ({ query }: SearchQuery) => {
      queries.push(query);
      return { places, elapsedMs: 1, nFiles: 7, nChunks: 21 };
    },
    neighbours: async () => neighbours.map(place => ({ kind: 'caller' as const, place })),
    indexedShare,
    models: {
      choose: async () => {
        if (model === undefined)
          throw new ProblemError('endpoint-unreachable', verbatim('No server answers at http://127.0.0.1:1'), verbatim('Start Ollama'));
        return { provider, model: 'fake:1b', windowTokens, identity: 'fake', sees, reasons: [] };
      },
    },
    wording: englishWording,
    ...(memory && { memory }),
    estimate: new TokenEstimate(),
    speed: new PromptSpeed(),
    recorder: new Recorder({ process: 'test', clock: systemClock, enabled: true }),
    clock: systemClock,
    conversations,
    files: new WorkspaceFiles(folders, documents),
    prompts: new PromptFiles(folders),
    unsaved: () => undefined,
    folders,
    holdBackground: () => ({ dispose: () => undefined }),
    log: () => undefined,
  });
  return { chat, conversations, requests, queries };
}

export const aQuestion = (question: string, more: Partial<Ask> = {}): Ask => ({
  conversationId: 'c',
  turnId: 't',
  question,
  attachments: [],
  fresh: false,
  task: 'chat',
  ...more,
});

export interface Heard {
  readonly items: readonly AskItem[];
  readonly end: TurnEnd;
  readonly text: string;
}

/** Collects everything that a listener receives. */
export async function hear(listen: (emit: (item: AskItem) => void) => Promise<TurnEnd>): Promise<Heard> {
  const items: AskItem[] = [];
  const end = await listen(item => items.push(item));
  return { items, end, text: items.map(item => (item.kind === 'delta' ? item.text : '')).join('') };
}
