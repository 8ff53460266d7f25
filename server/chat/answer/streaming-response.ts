/**
 * The only way in which an answer reaches a person: items are logged, coalesced and handed to every follower; a late follower gets them all
 * from the beginning. Bounded by the length of the answer. Invariant: it ends exactly once, as done, stopped or failed, and nothing
 * follows.
 */
import type { Recorder } from '../../monitor/recorder.js';
import type { AskItem, Citation, TurnEnd } from '../../protocol/chat.js';
import { ProblemError } from '../../protocol/problem.js';
import { say } from '../../protocol/sentences/sentence.js';

/** A longer answer means that the model is stuck in a loop. */
const maxChars = 2_000_000;
/** The first text is sent immediately; later text within this time is sent together: at 500 tokens a second, two tokens at a time. */
const frameMs = 3;

const system = 'StreamingResponseHandler';

type Text = 'delta' | 'reasoning';
type Follower = (item: AskItem) => void;

export class StreamingResponseHandler {
  /** Everything except text and citations, in order of arrival. */
  readonly #head: AskItem[] = [];
  readonly #citations: Citation[] = [];
  readonly #followers = new Set<Follower>();
  readonly #ended = Promise.withResolvers<TurnEnd>();
  #texts: Record<Text, string> = { delta: '', reasoning: '' };
  /** Text that followers have not received yet. */
  #pending: { kind: Text; text: string } | undefined;
  #end: TurnEnd | undefined;
  #timer: NodeJS.Timeout | undefined;
  #flushedMs = Number.NEGATIVE_INFINITY;

  readonly #recorder: Recorder;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
    recorder.count(system, 'answers');
  }

  get text(): string {
    return this.#texts.delta;
  }

  get reasoning(): string {
    return this.#texts.reasoning;
  }

  get citations(): readonly Citation[] {
    return this.#citations;
  }

  /** Resolves with the end. Never rejects. */
  get ended(): Promise<TurnEnd> {
    return this.#ended.promise;
  }

  readonly emit = (item: AskItem): void => {
    if (this.#end !== undefined) return;
    this.#recorder.count(system, 'items in');
    switch (item.kind) {
      case 'delta':
      case 'reasoning':
        return this.#addText(item.kind, item.text);
      case 'citation':
        this.#citations.push(item.citation);
        break;
      case 'phase':
      case 'places':
      case 'packed':
        this.#head.push(item);
    }
    this.#flush();
    this.#hand(item);
  };

  /** Only the first end counts. */
  end(end: TurnEnd): void {
    if (this.#end !== undefined) return;
    this.#flush();
    this.#end = end;
    this.#recorder.count(system, end.kind);
    this.#followers.clear();
    this.#ended.resolve(end);
  }

  /** Passes all past and future items to `follower` until the returned function is called. */
  follow(follower: Follower): () => void {
    this.#flush();
    for (const item of this.#head) follower(item);
    if (this.reasoning !== '') follower({ kind: 'reasoning', text: this.reasoning });
    if (this.text !== '') follower({ kind: 'delta', text: this.text });
    for (const citation of this.#citations) follower({ kind: 'citation', citation });
    if (this.#end === undefined) this.#followers.add(follower);
    return () => void this.#followers.delete(follower);
  }

  #addText(kind: Text, text: string): void {
    if (text === '') return;
    if (this.text.length + this.reasoning.length + text.length > maxChars)
      throw new ProblemError('endpoint-nonsense', say('wroteTooMuch', { n: maxChars }), say('askAgainOrChoose'));
    const isFirst = this.#texts[kind] === '';
    this.#texts[kind] += text;
    if (this.#pending !== undefined && this.#pending.kind !== kind) this.#flush();
    if (this.#pending === undefined) this.#pending = { kind, text };
    else this.#pending.text += text;
    const waitMs = this.#flushedMs + frameMs - this.#recorder.now();
    if (isFirst || waitMs <= 0) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), waitMs);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const item = this.#pending;
    this.#pending = undefined;
    if (item === undefined) return;
    this.#flushedMs = this.#recorder.now();
    this.#hand(item);
  }

  #hand(item: AskItem): void {
    this.#recorder.count(system, 'items out');
    for (const follower of this.#followers) follower(item);
  }
}
