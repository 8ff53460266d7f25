/**
 * The other end of the panel's messages, inside the page: records requests, answers them from a table, and sends what a test tells it to.
 * It is passed to the browser as text, so it refers to nothing outside itself.
 */
import type { PanelReply } from '../../server/protocol/panel-messages.js';
import type { Problem } from '../../server/protocol/problem.js';

export interface HostRequest {
  readonly id: number;
  readonly method: string;
  // What the panel sends is whatever the test looks for in it.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly params: any;
}

export interface FakeHost {
  readonly requests: HostRequest[];
  readonly cancelled: number[];
  state: unknown;
  /** When the panel's script had drawn for the first time. */
  drawnMs: number | undefined;
  /** Position of the input before that. */
  frameInput: { readonly left: number; readonly top: number; readonly width: number; readonly height: number } | undefined;
  /** A value is the answer, null for none; 'stays open' leaves the request to the test; `{ fails }` is a problem. */
  answers: Record<string, unknown>;
  send(reply: PanelReply): void;
  result(id: number, result: unknown): void;
  items(id: number, items: readonly unknown[]): void;
  /** Returns the newest request of a method. */
  last(method: string): HostRequest | undefined;
}

declare global {
  interface Window {
    host: FakeHost;
    acquireVsCodeApi(): unknown;
  }
}

export interface HostSetup {
  readonly answers: Readonly<Record<string, unknown>>;
  readonly state: unknown;
  readonly variables: Readonly<Record<string, string>>;
  readonly bodyClass: string;
  /** What a person has typed before the panel's script loaded. */
  readonly typed: string;
}

/** Runs in the page before any of its scripts. */
export function installHost({ answers, state, variables, bodyClass, typed }: HostSetup): void {
  const requests: HostRequest[] = [];
  const cancelled: number[] = [];
  const host: FakeHost = {
    requests,
    cancelled,
    state,
    drawnMs: undefined,
    frameInput: undefined,
    answers: { ...answers },
    send: reply => window.dispatchEvent(new MessageEvent('message', { data: reply })),
    result: (id, result) => host.send({ type: 'result', id, result }),
    items: (id, items) => host.send({ type: 'items', id, items }),
    last: method => requests.findLast(request => request.method === method),
  };
  window.host = host;
  window.acquireVsCodeApi = () => ({
    getState: () => host.state,
    setState: (next: unknown) => {
      host.state = structuredClone(next);
    },
    postMessage: (message: { type: string; id: number; method: string; params: unknown }) => {
      const { type, id, method, params } = structuredClone(message);
      if (type === 'cancel') {
        cancelled.push(id);
        return;
      }
      requests.push({ id, method, params });
      setTimeout(() => {
        const answer = host.answers[method];
        if (typeof answer === 'object' && answer !== null && 'fails' in answer)
          // The test wrote a problem there.
          host.send({ type: 'problem', id, problem: answer.fails as Problem });
        else if (!(method in host.answers))
          host.send({
            type: 'problem',
            id,
            problem: {
              code: 'unknown-method',
              text: { id: 'verbatim', args: { text: `No ${method} here` } },
              remedy: { id: 'verbatim', args: { text: 'None' } },
            },
          });
        else if (host.answers[method] !== 'stays open') host.result(id, host.answers[method] ?? undefined);
      }, 0);
    },
  });
  // VS Code's own defaults for every webview, as far as they affect what the panel shows.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@layer vscode-default {
    body { background-color: transparent; color: var(--vscode-editor-foreground); padding: 0 20px; }
    code { color: var(--vscode-textPreformat-foreground); background-color: var(--vscode-textPreformat-background); padding: 1px 3px; border-radius: 4px; }
    pre code { padding: 0; }
    blockquote { background: var(--vscode-textBlockQuote-background); border-color: var(--vscode-textBlockQuote-border); }
    ::-webkit-scrollbar { width: 10px; height: 10px; }
    ::-webkit-scrollbar-thumb { background-color: var(--vscode-scrollbarSlider-background); }
  }
  html { background: var(--vscode-sideBar-background); }`);
  document.adoptedStyleSheets.push(sheet);
  const dress = () => {
    for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(`--vscode-${name}`, value);
    document.body.className = bodyClass;
  };
  document.addEventListener('DOMContentLoaded', dress);
  // Before any script of the page runs.
  document.addEventListener(
    'readystatechange',
    () => {
      const input = document.querySelector('textarea');
      dress();
      if (input) {
        input.value = typed;
        const { left, top, width, height } = input.getBoundingClientRect();
        host.frameInput = { left, top, width, height };
      }
      const observer = new MutationObserver(() => {
        if (!document.querySelector('.panel h1')) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => (host.drawnMs = performance.now()), 0));
      });
      observer.observe(document.body, { subtree: true, childList: true });
    },
    { once: true },
  );
}
