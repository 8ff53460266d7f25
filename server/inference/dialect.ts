/**
 * What an endpoint accepts of a chat request, learnt from its refusals and remembered for each model while the process runs. Newer OpenAI
 * models want `max_completion_tokens` and refuse a temperature, strict gateways refuse `stream_options`, and some chat templates know no
 * system role. Pure.
 */

export type ChatBody = Readonly<Record<string, unknown>> & { readonly messages: readonly ChatBodyMessage[] };

interface ChatBodyMessage {
  readonly role: string;
  readonly content: unknown;
}

/** What is left out or changed for one model. */
interface Adaptation {
  readonly dropped: ReadonlySet<string>;
  readonly tokensName: 'max_tokens' | 'max_completion_tokens' | undefined;
  readonly mostTokens: number | undefined;
  readonly mergesSystem: boolean;
}

const none: Adaptation = { dropped: new Set(), tokensName: 'max_tokens', mostTokens: undefined, mergesSystem: false };
/** A chat request means the same without these; a server may refuse any of them. */
const optional = ['stream_options', 'temperature', 'seed', 'stop', 'response_format'];
const refusing =
  /unsupported|not support|unrecogni[sz]ed|unknown|unexpected|extra|not permitted|not allowed|forbidden|invalid|must be|only the default|deprecated|not available/i;
const mostModels = 200;

export class Dialect {
  readonly #byModel = new Map<string, Adaptation>();

  /** The request as this model is known to accept it. */
  body(model: string, wanted: ChatBody): ChatBody {
    const { dropped, tokensName, mostTokens, mergesSystem } = this.#of(model);
    const { max_tokens: tokens, ...rest } = wanted;
    const kept = Object.fromEntries(Object.entries(rest).filter(([name]) => !dropped.has(name)));
    const most = typeof tokens === 'number' ? Math.min(tokens, mostTokens ?? tokens) : tokens;
    return {
      ...kept,
      messages: mergesSystem ? withoutSystem(wanted.messages) : wanted.messages,
      ...(tokensName === undefined || most === undefined ? {} : { [tokensName]: most }),
    };
  }

  /**
   * Learns from a refusal of `sent`. Returns false if there is nothing to change, and then asking again is useless. `param` is the
   * parameter that the server names apart from its sentence.
   */
  learn(model: string, sent: ChatBody, refusal: string, param?: string): boolean {
    const before = this.#of(model);
    const after = adapted(before, sent, `${param ?? ''} ${refusal}`);
    if (after === undefined) return false;
    if (this.#byModel.size >= mostModels) this.#byModel.clear();
    this.#byModel.set(model, after);
    return true;
  }

  #of(model: string): Adaptation {
    return this.#byModel.get(model) ?? none;
  }
}

function adapted(before: Adaptation, sent: ChatBody, refusal: string): Adaptation | undefined {
  if (refusal.trim() === '') {
    // A refusal without a word: once more with what no server can refuse.
    const left = optional.filter(name => name in sent);
    return left.length === 0 ? undefined : { ...before, dropped: new Set([...before.dropped, ...left]) };
  }
  const hasSystem = sent.messages.some(({ role }) => role === 'system');
  if (
    hasSystem &&
    !before.mergesSystem &&
    /system (role|message|prompt)s?.{0,40}(not|un)|roles? must alternate|developer instruction|only user and assistant/i.test(refusal)
  )
    return { ...before, mergesSystem: true };
  const tokensName = before.tokensName;
  if (tokensName !== undefined && tokensName in sent && /\bmax_(completion_)?tokens\b/.test(refusal)) {
    const most = /(?:at most|<=|less than or equal to|up to|maximum (?:value |of |is )*|limit (?:is |of )*)\D{0,20}(\d{2,7})/i.exec(
      refusal,
    )?.[1];
    const sentTokens = Number(sent[tokensName]);
    if (most !== undefined && Number(most) < sentTokens) return { ...before, mostTokens: Number(most) };
    if (refusing.test(refusal)) {
      const next = tokensName === 'max_tokens' && !before.dropped.has('max_completion_tokens') ? 'max_completion_tokens' : undefined;
      return { ...before, tokensName: next, dropped: new Set([...before.dropped, 'max_completion_tokens']) };
    }
  }
  const named = optional.filter(name => name in sent && new RegExp(`\\b${name}\\b`).test(refusal));
  if (named.length === 0 || !refusing.test(refusal)) return undefined;
  return { ...before, dropped: new Set([...before.dropped, ...named]) };
}

/** The instructions become the beginning of the first question. */
function withoutSystem(messages: readonly ChatBodyMessage[]): readonly ChatBodyMessage[] {
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => String(content));
  const others = messages.filter(({ role }) => role !== 'system');
  const first = others.findIndex(({ role }) => role === 'user');
  if (system.length === 0) return messages;
  if (first < 0) return [{ role: 'user', content: system.join('\n\n') }, ...others];
  const begin = `${system.join('\n\n')}\n\n`;
  return others.map((message, i) => {
    if (i !== first) return message;
    const { content } = message;
    return {
      ...message,
      content: typeof content === 'string' ? begin + content : [{ type: 'text', text: begin }, ...(Array.isArray(content) ? content : [])],
    };
  });
}
