/**
 * Copies of conversations: undo of deletions until the server ends, branches, exports and imports. Imported conversations are validated and
 * get new ids.
 */
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { attachmentSchema, type Conversation, type ConversationHead, questionContextSchema, type Turn } from '../protocol/chat.js';
import { rangeSchema } from '../protocol/place.js';
import { ProblemError, problemSchema } from '../protocol/problem.js';
import { englishWording, say, worded } from '../protocol/sentences/sentence.js';
import { whysSchema } from '../protocol/why.js';
import type { Conversations } from './conversations.js';

/** Number of deletions that can be undone; the oldest is dropped first. */
const maxDeleted = 50;
const exportVersion = 1;

const rangeOf = rangeSchema.entries;
const turnSchema = v.object({
  question: v.pipe(v.string(), v.maxLength(200_000)),
  attachments: v.optional(v.array(attachmentSchema), []),
  context: v.optional(questionContextSchema),
  askedAt: v.optional(v.number(), 0),
  text: v.pipe(v.string(), v.maxLength(4_000_000)),
  reasoning: v.optional(v.pipe(v.string(), v.maxLength(4_000_000))),
  places: v.optional(
    v.array(
      v.object({
        ...rangeOf,
        chain: v.array(v.string()),
        focusLine: v.number(),
        language: v.string(),
        score: v.number(),
        reasons: v.array(v.object({ feature: v.string(), gain: v.number() })),
        why: whysSchema,
        text: v.string(),
      }),
    ),
    [],
  ),
  citations: v.optional(v.array(v.object({ range: rangeSchema, verified: v.boolean(), at: v.number(), length: v.number() })), []),
  end: v.optional(
    v.variant('kind', [
      v.object({ kind: v.literal('stopped') }),
      v.object({ kind: v.literal('failed'), problem: problemSchema }),
      v.object({
        kind: v.literal('done'),
        facts: v.object({
          source: v.picklist(['model', 'extractive', 'cache-l1', 'cache-l2', 'cache-l3']),
          model: v.optional(v.string()),
          firstItemMs: v.number(),
          firstTokenMs: v.optional(v.number()),
          totalMs: v.number(),
          tokensPerSecond: v.optional(v.number()),
          nPromptTokens: v.optional(v.number()),
          local: v.boolean(),
          indexedShare: v.optional(v.number()),
          noModel: v.optional(problemSchema),
        }),
      }),
    ]),
    { kind: 'stopped' },
  ),
});
const exportSchema = v.object({
  vibe: v.literal(exportVersion),
  title: v.pipe(v.string(), v.maxLength(1_000)),
  turns: v.pipe(v.array(turnSchema), v.maxLength(20_000)),
});

export class ConversationShelf {
  readonly #conversations: Conversations;
  readonly #deleted = new Map<string, Conversation>();

  constructor(conversations: Conversations) {
    this.#conversations = conversations;
  }

  async delete(conversationId: string, signal: AbortSignal): Promise<void> {
    const conversation = await this.#conversations.open(conversationId, signal);
    await this.#conversations.delete(conversationId, signal);
    this.#deleted.set(conversationId, conversation);
    const [oldest] = this.#deleted.keys();
    if (this.#deleted.size > maxDeleted && oldest !== undefined) this.#deleted.delete(oldest);
  }

  async restore(conversationId: string, signal: AbortSignal): Promise<void> {
    const conversation = this.#deleted.get(conversationId);
    if (conversation === undefined) throw new ProblemError('not-found', say('cannotRestore'), say('importExported'));
    await this.#write(conversation, signal);
    this.#deleted.delete(conversationId);
  }

  async branch(conversationId: string, turnId: string, signal: AbortSignal): Promise<Conversation> {
    const { title, turns } = await this.#conversations.open(conversationId, signal);
    const at = turns.findIndex(({ id }) => id === turnId);
    if (at < 0) throw new ProblemError('not-found', say('branchPointGone'), say('openConversationAgain'));
    const kept = turns.slice(0, at).map(turn => ({ ...turn, id: randomUUID() }));
    const id = randomUUID();
    const branch = { id, title, pinned: false, changedAt: Date.now(), nTurns: kept.length, turns: kept };
    // An empty conversation is created by its first question.
    if (kept.length === 0) return branch;
    await this.#write(branch, signal);
    return this.#conversations.open(id, signal);
  }

  async export(conversationId: string, format: 'markdown' | 'json', signal: AbortSignal): Promise<{ name: string; text: string }> {
    const { title, turns } = await this.#conversations.open(conversationId, signal);
    const name = `${
      title
        .replaceAll(/[^\p{L}\p{N} _-]+/gu, '')
        .trim()
        .slice(0, 60) || 'conversation'
    }.${format === 'json' ? 'json' : 'md'}`;
    const text = format === 'json' ? JSON.stringify({ vibe: exportVersion, title, turns }, undefined, 1) : markdown(title, turns);
    return { name, text };
  }

  async import(text: string, signal: AbortSignal): Promise<ConversationHead> {
    const { title, turns } = imported(text);
    const id = randomUUID();
    const conversation = { id, title, pinned: false, changedAt: Date.now(), nTurns: turns.length, turns };
    await this.#write(conversation, signal);
    const { turns: _turns, ...head } = await this.#conversations.open(id, signal);
    return head;
  }

  async #write({ id, title, pinned, turns }: Conversation, signal: AbortSignal): Promise<void> {
    for (const turn of turns) await this.#conversations.appendTurn(id, turn, signal);
    await this.#conversations.rename(id, title, signal);
    if (pinned) await this.#conversations.pin(id, true, signal);
  }
}

function imported(text: string): { readonly title: string; readonly turns: readonly Turn[] } {
  const remedy = say('chooseExported');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ProblemError('bad-params', say('importNotJson'), remedy, { cause: error });
  }
  const result = v.safeParse(exportSchema, value);
  if (!result.success) {
    const [issue] = result.issues;
    throw new ProblemError('bad-params', say('importNotVibe', { where: v.getDotPath(issue) ?? '.', issue: issue.message }), remedy);
  }
  const { title, turns } = result.output;
  if (turns.length === 0) throw new ProblemError('bad-params', say('importEmpty'), remedy);
  // In the output of JSON.parse, the schema's optional fields are absent, never undefined.
  return { title, turns: turns.map(turn => ({ ...turn, id: randomUUID() }) as Turn) };
}

function markdown(title: string, turns: readonly Turn[]): string {
  const parts = turns.map(({ question, text, end }) => {
    const note =
      end?.kind === 'stopped'
        ? '\n\n*Stopped.*'
        : end?.kind === 'failed'
          ? `\n\n*Failed: ${worded(end.problem.text, englishWording)}.*`
          : '';
    return `## ${question.replaceAll('\n', ' ')}\n\n${text.trim()}${note}\n`;
  });
  return `# ${title}\n\n${parts.join('\n')}`;
}
