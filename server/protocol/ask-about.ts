/**
 * The argument of the editor command `vibe.askAbout`, which code actions name ("Explain with Vibe", "Fix with Vibe").
 * The extension registers that command, so the server must not list it among the commands that it executes.
 */
import * as v from 'valibot';
import { attachmentSchema } from './chat.js';

export const askAboutCommand = 'vibe.askAbout';

export const askAboutSchema = v.object({
  question: v.pipe(v.string(), v.maxLength(200_000)),
  attachments: v.optional(v.array(attachmentSchema), []),
  /** False fills the input and leaves sending to the person. */
  send: v.optional(v.boolean(), true),
});
export type AskAbout = Readonly<v.InferOutput<typeof askAboutSchema>>;
