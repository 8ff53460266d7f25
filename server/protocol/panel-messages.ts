/**
 * The messages between the webview and the extension. Requests are rows of `clientMethods` (forwarded to the server)
 * or of `panelMethods` (handled by the extension). The extension checks every message against its schema.
 */
import * as v from 'valibot';
import type { Attachment } from './chat.js';
import { method } from './method.js';
import { rangeSchema } from './place.js';
import type { Problem } from './problem.js';
import type { ServerEvents } from './server-events.js';

/** Context that is picked in a dialog of the editor. */
const contextSources = [
  'git-changes',
  'git-staged',
  'git-commit',
  'git-branch',
  'terminal',
  'meaning',
  'document',
  'web-page',
  'conversation',
] as const;
export type ContextSource = (typeof contextSources)[number];

/** Requests of the panel to the editor itself. */
export const panelMethods = {
  'editor/open': method<void>()(
    v.object({
      range: rangeSchema,
      beside: v.optional(v.boolean(), false),
      /** The line inside the range for the cursor. Default: its first. */
      focusLine: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
    }),
  ),
  'editor/copy': method<void>()(v.object({ text: v.string() })),
  /** Copies a link that opens the conversation at this question. */
  'editor/copyLink': method<void>()(v.object({ conversationId: v.string(), turnId: v.string() })),
  'editor/insert': method<void>()(v.object({ text: v.string() })),
  /** Opens an untitled document. */
  'editor/newFile': method<void>()(v.object({ text: v.string(), language: v.string() })),
  /** Inserts into the active terminal. Never runs it. */
  'editor/terminal': method<void>()(v.object({ text: v.string() })),
  /**
   * Proposes the change in the unsaved file and shows the diff, to be accepted or rejected by hunk. `path` is the block's label, if any.
   */
  'editor/apply': method<readonly string[]>()(v.object({ text: v.string(), language: v.string(), path: v.optional(v.string()) })),
  /** Asks for a path, then writes. Returns false if the person cancels. */
  'editor/save': method<boolean>()(v.object({ name: v.string(), text: v.string() })),
  /** Returns the text of a range for a preview: at most its first 40 lines. */
  'editor/lines': method<{ readonly text: string }>()(v.object({ range: rangeSchema })),
  /** Returns files and folders that were dropped on the panel. */
  'editor/attachUris': method<readonly Attachment[]>()(v.object({ uris: v.pipe(v.array(v.string()), v.maxLength(50)) })),
  /** Returns what the editor can add to a question now; an empty list if there is nothing of this kind. */
  'editor/attach': method<readonly Attachment[]>()(
    v.object({ kind: v.picklist(['selection', 'problems', 'open-editors', 'active-file']) }),
  ),
  /** Returns the lines of an open file that a pasted text was copied from; empty if that is uncertain. */
  'editor/origin': method<readonly Attachment[]>()(v.object({ text: v.pipe(v.string(), v.maxLength(200_000)) })),
  /** Returns what a person picks in the editor's own dialogs; an empty list if they cancel. */
  'editor/pick': method<readonly Attachment[]>()(v.object({ source: v.picklist(contextSources) })),
  /** Accepts only http(s), and asks the person first. */
  'editor/openLink': method<void>()(v.object({ url: v.string() })),
  /** Stored by the extension for the next time the webview is created. */
  'panel/keep': method<void>()(v.object({ conversationId: v.optional(v.string()), draft: v.optional(v.string()) })),
  /** The first request of every new webview. Events are sent from then on. */
  'panel/ready': method<PanelStart>()(v.object({})),
  /** Sent when a panel that was hidden has been drawn again. */
  'panel/drawn': method<void>()(v.object({})),
  /** Runs the action of the button beside a problem. */
  'panel/act': method<void>()(
    v.object({
      action: v.picklist([
        'restart-server',
        'rebuild-index',
        'show-status',
        'show-log',
        'open-settings',
        'set-api-key',
        'choose-model',
        'search',
      ]),
    }),
  ),
};
export type PanelMethods = typeof panelMethods;

export interface PanelStart {
  readonly conversationId: string | undefined;
  readonly draft: string | undefined;
  /** Whether Mermaid diagrams are drawn. */
  readonly diagrams: boolean;
  readonly server: ServerState;
}

/** Webview to extension. `params` is checked against the row's own schema afterwards. */
export const panelRequestSchema = v.variant('type', [
  v.object({ type: v.literal('request'), id: v.pipe(v.number(), v.integer()), method: v.string(), params: v.unknown() }),
  v.object({ type: v.literal('cancel'), id: v.pipe(v.number(), v.integer()) }),
]);
export type PanelRequest = v.InferOutput<typeof panelRequestSchema>;

/** Extension to webview. Items are gathered by frame into one message. */
export type PanelReply =
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'problem'; readonly id: number; readonly problem: Problem }
  | { readonly type: 'items'; readonly id: number; readonly items: readonly unknown[] }
  | {
      [Name in keyof ServerEvents]: { readonly type: 'event'; readonly name: Name; readonly payload: ServerEvents[Name] };
    }[keyof ServerEvents]
  /** The extension fills in the input and, if `send` is true, sends the question (code actions, commands). */
  | {
      readonly type: 'ask';
      readonly question: string;
      readonly attachments: readonly Attachment[];
      readonly send: boolean;
    }
  /**
   * What the editor would attach now, and whether places are searched for; each is shown and can be removed. `webPages`: pages may be read.
   */
  | { readonly type: 'around'; readonly attachments: readonly Attachment[]; readonly places: boolean; readonly webPages: boolean }
  | { readonly type: 'new' }
  /** A link to a question was followed. */
  | { readonly type: 'open'; readonly conversationId: string; readonly turnId: string }
  | { readonly type: 'history' }
  /** Hidden: the panel pauses, and its document is kept. Shown: it draws what came meanwhile, and reports that by `panel/drawn`. */
  | { readonly type: 'shown'; readonly isShown: boolean }
  /**
   * The state of the server process. When it stops, every running request ends with the problem `server-down`. After `up` the panel sends
   * `chat/ask` again for a turn that had not ended, with the same ids: it is answered once, from its beginning.
   */
  | { readonly type: 'server'; readonly state: ServerState };

export type ServerState = 'starting' | 'up' | 'restarting' | 'down';
