/**
 * A refusal of a model server as a Problem. The server's own words are always shown, because they name the cause; the remedy is chosen by
 * what they say and not by the status alone, since servers use the same status for very different causes.
 */
import { type ProblemCode, ProblemError } from '../protocol/problem.js';
import { type Sentence, say } from '../protocol/sentences/sentence.js';
import { messageIn } from './error-message.js';

/** What was asked, and what came instead. */
export interface Asked {
  readonly origin: string;
  readonly path: string;
  readonly purpose: string;
  /** '' if the call is about no model. */
  readonly model: string;
  /** 200 if the error came inside a good reply. */
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly retryAfterMs: number | undefined;
  readonly missingRemedy: (model: string) => Sentence;
}

/** Shown to people, so it is cut. */
const maxWordsLength = 500;

const says = {
  overflow:
    /exceeds? (the )?(available |maximum )?context|context (length|window|size)|maximum context|(prompt|input|text|sequence)[^.]{0,40}(too (long|large)|exceeds)|too many (input )?tokens|maximum (sequence|input) length/i,
  noModel:
    /model\b.{0,80}(not found|does not exist|not exist|unknown|not available|is not supported|not loaded|no longer)|no such model|unknown model|invalid model (name|id)/is,
  noMemory: /more system memory|out of memory|insufficient memory|not enough memory|cudaMalloc|failed to allocate/i,
  cannot: /does not support|not support(ed)? (by|for) th/i,
  noMoney: /quota|billing|credit|balance|payment|spend(ing)? limit|purchase|subscription|plan\b/i,
  key: /api.?key|token|unauthori[sz]ed|authenticat|credential|permission/i,
  place: /country|region|territory|location/i,
  policy: /polic(y|ies)|guardrail|terms of/i,
};

export class EndpointRefusal extends ProblemError {
  readonly status: number;
  /** The server's own words; '' if it gave none. */
  readonly said: string;
  /** The parameter that the server names as the cause, if it does. */
  readonly param: string | undefined;
  /** The address has no such path: another base address may have it. */
  readonly isPathMissing: boolean;
  readonly #asked: Asked;

  constructor(asked: Asked) {
    const { status, text, model } = asked;
    const said = wordsOf(asked);
    const [code, sentence, remedy] = causeOf(asked, said);
    super(code, sentence, remedy);
    this.#asked = asked;
    this.status = status;
    this.said = said;
    this.param = paramOf(text);
    const isAboutModel = model !== '' && (says.noModel.test(said) || said.includes(model) || says.policy.test(said));
    this.isPathMissing = (status === 404 || status === 405) && !isAboutModel;
  }

  /** For a call of `nTexts` texts: too many or too long for the endpoint, if that may be the cause; the caller asks with less. */
  asTooMuch(nTexts: number): ProblemError {
    const { code } = this.problem;
    const isSize = this.status === 413 || code === 'context-overflow' || ((this.status === 400 || this.status === 422) && nTexts > 1);
    if (!isSize || code === 'model-missing') return this;
    return new ProblemError('context-overflow', say('contextTooLong', { model: this.#asked.model }), say('removeContext'), { cause: this });
  }
}

function wordsOf({ text, contentType }: Asked): string {
  let words: string | undefined;
  try {
    const value: unknown = JSON.parse(text);
    words = typeof value === 'string' ? value : messageIn(value);
  } catch {
    // Proxies and crashed servers answer in plain text, and a web page says nothing that a person could use.
    if (!contentType.includes('html') && !/^\s*</.test(text)) words = text;
  }
  // Control characters of a server are not shown.
  return (words ?? '')
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, maxWordsLength);
}

function paramOf(text: string): string | undefined {
  const found = /"param"\s*:\s*"([\w.]{1,60})"/.exec(text)?.[1];
  return found?.split('.')[0];
}

type Cause = readonly [code: ProblemCode, sentence: Sentence, remedy: Sentence];

function causeOf(asked: Asked, said: string): Cause {
  const { origin, status, path, purpose, model, retryAfterMs, missingRemedy } = asked;
  const refused = say('refusedPurpose', { origin, purpose, status: String(status), reason: said });
  if (said !== '') {
    if (status !== 429 && says.overflow.test(said)) return ['context-overflow', say('contextTooLong', { model }), say('removeContext')];
    if (says.noMemory.test(said)) return ['model-unfit', say('modelTooLarge', { model, reason: said }), say('chooseSmaller')];
    if (status === 402 || ((status === 429 || status === 403 || status === 400 || status === 200) && says.noMoney.test(said)))
      return ['endpoint-refused', refused, say('checkAccount')];
    if (model !== '' && status !== 401 && says.noModel.test(said) && !says.policy.test(said))
      return ['model-missing', say('modelNotThereBecause', { model, origin, reason: said }), missingRemedy(model)];
    if (status === 403 && (says.place.test(said) || says.policy.test(said))) return ['endpoint-refused', refused, say('chooseOtherServer')];
    if (status === 404 && says.policy.test(said)) return ['endpoint-refused', refused, say('checkServerSettings')];
    if (says.cannot.test(said)) return ['model-unfit', say('modelCannot', { model, reason: said }), say('chooseForTask')];
  }
  if (status === 401 || (status === 403 && (said === '' || says.key.test(said))))
    return [
      'endpoint-unauthorised',
      said === ''
        ? say('keyRefused', { origin, status: String(status) })
        : say('keyRefusedBecause', { origin, status: String(status), reason: said }),
      say('setKey'),
    ];
  if (status === 429 || status === 503) {
    const busy = { origin, status: String(status) };
    const wait = retryAfterMs === undefined ? say('busy', busy) : say('busyFor', { ...busy, seconds: Math.ceil(retryAfterMs / 1000) });
    return ['endpoint-busy', said === '' ? wait : say('because', { sentence: wait, reason: said }), say('askInAMomentOrChoose')];
  }
  if (said !== '') return ['endpoint-refused', refused, say('seeServerLogOrChoose')];
  if (status >= 500) return ['endpoint-refused', say('failedWithStatus', { origin, status: String(status) }), say('seeServerLogOrRestart')];
  return [
    'endpoint-nonsense',
    say('notAModelServer', { origin, what: say('statusFor', { status: String(status), path }) }),
    say('checkWhatRunsThere'),
  ];
}
