/** The server's code actions as the editor's. The server is asked as any LSP client asks it. */
import * as vscode from 'vscode';
import { toWireRange } from './document-sync.js';

/** An action as the server sends it: a title and the command of ours that it calls. */
interface WireAction {
  readonly title: string;
  readonly kind: string;
  readonly command: { readonly command: string; readonly title: string; readonly arguments: unknown[] };
  readonly diagnostics?: readonly { readonly message: string }[];
}

type Request = (method: string, params: object, signal: AbortSignal) => Promise<unknown>;

export function provideCodeActions(kinds: readonly string[], request: Request): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    provideCodeActions: async (document, range, context, token) => {
      const stop = new AbortController();
      const listening = token.onCancellationRequested(() => stop.abort());
      const only = context.only === undefined ? {} : { only: [context.only.value] };
      const params = {
        textDocument: { uri: document.uri.toString() },
        range: toWireRange(range),
        context: { diagnostics: context.diagnostics.map(toWireDiagnostic), triggerKind: context.triggerKind, ...only },
      };
      try {
        // The server answers a request of this name with a list of these.
        const actions = (await request('textDocument/codeAction', params, stop.signal)) as readonly WireAction[];
        return actions.map(action => toAction(action, context.diagnostics));
      } catch {
        // A server that is down or busy offers nothing; the status bar says what is wrong.
        return [];
      } finally {
        listening.dispose();
      }
    },
  };
  const providedCodeActionKinds = kinds.map(kind => vscode.CodeActionKind.Empty.append(kind));
  return vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, provider, { providedCodeActionKinds });
}

function toAction({ title, kind, command, diagnostics = [] }: WireAction, all: readonly vscode.Diagnostic[]): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.Empty.append(kind));
  action.command = command;
  const messages = new Set(diagnostics.map(({ message }) => message));
  action.diagnostics = all.filter(({ message }) => messages.has(message));
  return action;
}

function toWireDiagnostic({ range, message, severity, source, code, relatedInformation = [] }: vscode.Diagnostic): object {
  return {
    range: toWireRange(range),
    message,
    severity: severity + 1,
    ...(source === undefined ? {} : { source }),
    ...(code === undefined ? {} : { code: typeof code === 'object' ? code.value : code }),
    relatedInformation: relatedInformation.map(({ location, message }) => ({
      location: { uri: location.uri.toString(), range: toWireRange(location.range) },
      message,
    })),
  };
}
