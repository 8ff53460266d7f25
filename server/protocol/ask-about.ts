/**
 * The arguments of the editor commands that code actions name: `vibe.askAbout` asks in the panel ("Explain with Vibe"), `vibe.editHere`
 * writes
 * into the file ("Fix with Vibe"). The extension registers them, so the server must not list them among the commands that it executes.
 */
import * as v from 'valibot';
import { attachmentSchema } from './chat.js';
import { rangeSchema } from './place.js';

export const askAboutCommand = 'vibe.askAbout';

export const askAboutSchema = v.object({
  question: v.pipe(v.string(), v.maxLength(200_000)),
  attachments: v.optional(v.array(attachmentSchema), []),
  /** False fills in the input and lets the person send it. */
  send: v.optional(v.boolean(), true),
});
export type AskAbout = Readonly<v.InferOutput<typeof askAboutSchema>>;

export const editHereCommand = 'vibe.editHere';

export const editHereSchema = v.object({
  /** Instruction for the model; if `asks` is set, the person's own words follow. */
  instruction: v.pipe(v.string(), v.maxLength(200_000)),
  attachments: v.optional(v.array(attachmentSchema), []),
  /** The lines to change, and their file. */
  range: rangeSchema,
  /** True if the person first says how the lines should change. */
  asks: v.optional(v.boolean(), false),
});
export type EditHere = Readonly<v.InferOutput<typeof editHereSchema>>;
