/**
 * The embedding child. A process of its own, because a run blocks its thread and because a failure in native code ends its process. The
 * only module that imports onnxruntime-node, and it does so late: if that import crashes, the parent reports it.
 */
import type { OnnxTable } from '../embedding/onnx-table.js';
import { type ChildHandlers, serveChild } from '../pool/serve-child.js';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import { readModelFolder } from './model-folder.js';
import { type OnnxRuntime, OnnxSession } from './onnx-session.js';
import { tuneThreads } from './tune-threads.js';

/** One addition as an ONNX model of 65 bytes, enough to find out whether a provider starts. */
const tinyModel = Buffer.from('CAgSADo1Cg4KAXgKAXgSAXkiA0FkZBIBZ1oPCgF4EgoKCAgBEgQKAggCYg8KAXkSCgoICAESBAoCCAJCBAoAEA0=', 'base64');

let session: OnnxSession | undefined;

// onnxruntime-node is CommonJS, so the default export holds everything.
const load = async (): Promise<OnnxRuntime> => {
  // The runtime is a CommonJS module, so its exports may also be found under `default`.
  const module = (await import('onnxruntime-node')) as OnnxRuntime & { readonly default?: OnnxRuntime };
  return module.default ?? module;
};

const handlers: ChildHandlers<OnnxTable> = {
  probe: async ({ provider }) => {
    const start = performance.now();
    const runtime = await load();
    const tiny = await runtime.InferenceSession.create(tinyModel, { executionProviders: [provider], logSeverityLevel: 4 });
    const { y } = await tiny.run({ x: new runtime.Tensor('float32', Float32Array.of(1, 2), [2]) });
    if (y?.data[1] !== 4) throw new Error('it computes 2 + 2 wrongly');
    await tiny.release();
    return { ms: performance.now() - start };
  },

  open: async ({ folder: path, provider, threads: wanted, nProcesses = 1 }, signal) => {
    const runtime = await load();
    const folder = readModelFolder(path, provider);
    await session?.release();
    session = undefined;
    const threads = provider !== 'cpu' ? 1 : (wanted ?? Math.max(1, Math.floor((await tuneThreads(runtime, folder, signal)) / nProcesses)));
    session = await OnnxSession.open(runtime, { folder, provider, threads }, signal);
    const { identity, name, maxTokens, file } = folder;
    return { identity, name, maxTokens, file, threads, dimensions: session.dimensions };
  },

  embed: async ({ texts, kind }, signal) => {
    if (session === undefined) throw new ProblemError('embedder-failed', say('noEmbedderOpen'), say('chooseEmbedderAgain'));
    return session.embed(texts, kind, signal);
  },
};

// A person waits for the vector of a question, so the session runs it between two background runs.
serveChild(handlers, (name, params) => name === 'embed' && (params as { readonly kind?: string }).kind === 'query');
