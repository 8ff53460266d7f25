/**
 * The wire between the webview and the extension. Requests are rows of `clientMethods` (forwarded to the server)
 * or of `panelMethods` (done by the extension). The extension checks every message against its schema.
 */
import * as v from 'valibot';
import type { Attachment } from './chat.js';
import { method } from './method.js';
import { rangeSchema } from './place.js';
import type { Problem } from './problem.js';
import type { ServerEvents } from './server-events.js';

/** What the panel asks of the editor itself. */
export const panelMethods = {
  'editor/open': method<void>()(v.object({ range: rangeSchema, beside: v.optional(v.boolean(), false) })),
  'editor/copy': method<void>()(v.object({ text: v.string() })),
  'editor/insert': method<void>()(v.object({ text: v.string() })),
  /** http(s) only, after asking the person. */
  'editor/openLink': method<void>()(v.object({ url: v.string() })),
  /** Kept by the extension for the next life of the webview. */
  'panel/keep': method<void>()(v.object({ conversationId: v.optional(v.string()), draft: v.optional(v.string()) })),
  'panel/ready': method<PanelStart>()(v.object({})),
};
export type PanelMethods = typeof panelMethods;

export interface PanelStart {
  readonly conversationId: string | undefined;
  readonly draft: string | undefined;
  readonly language: string;
}

/** Webview to extension. `params` is checked against the row's own schema afterwards. */
export const panelRequestSchema = v.variant('type', [
  v.object({ type: v.literal('request'), id: v.pipe(v.number(), v.integer()), method: v.string(), params: v.unknown() }),
  v.object({ type: v.literal('cancel'), id: v.pipe(v.number(), v.integer()) }),
]);
export type PanelRequest = v.InferOutput<typeof panelRequestSchema>;

/** Extension to webview. Items are coalesced by frame into one message. */
export type PanelReply =
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'problem'; readonly id: number; readonly problem: Problem }
  | { readonly type: 'items'; readonly id: number; readonly items: readonly unknown[] }
  | {
      [Name in keyof ServerEvents]: { readonly type: 'event'; readonly name: Name; readonly payload: ServerEvents[Name] };
    }[keyof ServerEvents]
  /** The extension fills the input and, where `send`, asks at once (code actions, commands). */
  | {
      readonly type: 'ask';
      readonly question: string;
      readonly attachments: readonly Attachment[];
      readonly send: boolean;
    }
  | { readonly type: 'new' }
  | { readonly type: 'history' }
  | { readonly type: 'server'; readonly state: 'up' | 'restarting' | 'down' };
