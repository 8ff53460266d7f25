/**
 * What other assistants in this editor may use while the setting `vibe.shareWithOtherAssistants` is on: three tools that read the index,
 * and
 * `@vibe` in the editor's own chat. If it is off, nothing is registered. Editors without these APIs work without them.
 */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { isAbort } from '../../server/protocol/abort-error.js';
import { errorText } from '../../server/protocol/error-text.js';
import { problemLine } from '../../server/protocol/problem.js';
import { uriOf } from '../editor/workspace-place.js';
import { editorWording, failureLine } from '../host/editor-wording.js';
import type { ServerHost } from '../host/server-host.js';
import type { Settings } from '../settings/settings.js';

interface SearchInput {
  readonly query: string;
  readonly limit: number;
}
interface SymbolInput {
  readonly name: string;
}
interface ReadInput {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
}

const participantId = 'vibe.assistant';

export class SharedTools implements vscode.Disposable {
  readonly #server: ServerHost;
  readonly #settings: Settings;
  readonly #log: vscode.LogOutputChannel;
  readonly #watch: vscode.Disposable;
  #registered: vscode.Disposable | undefined;

  constructor(server: ServerHost, settings: Settings, log: vscode.LogOutputChannel) {
    this.#server = server;
    this.#settings = settings;
    this.#log = log;
    this.#watch = settings.onDidChangeSharing(() => this.#update());
    this.#update();
  }

  dispose(): void {
    this.#watch.dispose();
    this.#registered?.dispose();
  }

  #update(): void {
    this.#registered?.dispose();
    this.#registered = undefined;
    if (!this.#settings.shares) return;
    try {
      this.#registered = vscode.Disposable.from(...this.#tools(), ...this.#participant());
    } catch (error) {
      this.#log.warn(`The index cannot be shared with other assistants: ${errorText(error)}`);
    }
  }

  #tools(): readonly vscode.Disposable[] {
    // Editors based on an older version, or without chat, lack it.
    if (typeof (vscode.lm as typeof vscode.lm | undefined)?.registerTool !== 'function') return [];
    const server = this.#server;
    return [
      tool<SearchInput>('vibe_search', { limit: 10 }, (input, signal) => server.call('share/search', input, signal)),
      tool<SymbolInput>('vibe_symbol', {}, (input, signal) => server.call('share/symbol', input, signal)),
      tool<ReadInput>('vibe_read', {}, (input, signal) => server.call('share/read', input, signal)),
    ];
  }

  #participant(): readonly vscode.Disposable[] {
    // The types promise `chat`, but editors based on VS Code may lack it.
    if (typeof (vscode.chat as typeof vscode.chat | undefined)?.createChatParticipant !== 'function') return [];
    return [vscode.chat.createChatParticipant(participantId, (request, _context, stream, token) => this.#answer(request, stream, token))];
  }

  /** The conversation is part of the editor's own chat, not of Vibe's history. */
  async #answer(request: vscode.ChatRequest, stream: vscode.ChatResponseStream, token: vscode.CancellationToken): Promise<void> {
    const conversationId = randomUUID();
    const ask = { conversationId, turnId: randomUUID(), question: request.prompt, attachments: [], fresh: false, task: 'chat' as const };
    try {
      const end = await withSignal(token, signal =>
        this.#server.call('chat/ask', ask, signal, items => {
          for (const item of items) {
            if (item.kind === 'delta') stream.markdown(item.text);
            else if (item.kind === 'citation' && item.citation.verified) {
              const { range } = item.citation;
              stream.reference(new vscode.Location(uriOf(range), new vscode.Range(range.startLine - 1, 0, range.endLine, 0)));
            }
          }
        }),
      );
      if (end.kind === 'failed') stream.markdown(`\n\n${problemLine(end.problem, editorWording())}`);
    } catch (error) {
      if (isAbort(error)) return;
      stream.markdown(failureLine(error));
    } finally {
      this.#server.call('chat/delete', { conversationId }, AbortSignal.timeout(10_000)).catch(() => undefined);
    }
  }
}

/**
 * Reports a failure and its remedy to the model that asked. The editor has checked the input against the manifest, and the server checks it
 * again.
 */
function tool<Input>(
  name: string,
  defaults: Partial<Input>,
  call: (input: Input, signal: AbortSignal) => Promise<string>,
): vscode.Disposable {
  return vscode.lm.registerTool<Input>(name, {
    invoke: async ({ input }, token) => {
      const text = await withSignal(token, signal => call({ ...defaults, ...input }, signal)).catch((error: unknown) => {
        if (isAbort(error)) throw error;
        return failureLine(error);
      });
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    },
  });
}

async function withSignal<Result>(token: vscode.CancellationToken, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const stop = new AbortController();
  if (token.isCancellationRequested) stop.abort();
  const listening = token.onCancellationRequested(() => stop.abort());
  try {
    return await work(stop.signal);
  } finally {
    listening.dispose();
  }
}
