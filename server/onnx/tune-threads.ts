/** Finds the best number of threads for a session on this machine by running the model, because more threads are not always faster. */
import { availableParallelism } from 'node:os';
import type { ModelFolder } from './model-folder.js';
import { type OnnxRuntime, OnnxSession } from './onnx-session.js';

/** As many tokens as a run of real windows has. */
const sample = Array.from({ length: 8 }, (_, i) => `function number${i}(value) { return value * ${i} + total; } `.repeat(8));
/** More threads must reduce the time to this share, because they are taken from the editor. */
const worthwhile = 0.9;

export async function tuneThreads(runtime: OnnxRuntime, folder: ModelFolder, signal: AbortSignal): Promise<number> {
  const cores = availableParallelism();
  const candidates = [...new Set([1, 2, Math.ceil(cores / 2), cores])].filter(n => n <= cores).toSorted((a, b) => a - b);
  let best = { threads: 1, ms: Number.POSITIVE_INFINITY };
  for (const threads of candidates) {
    const session = await OnnxSession.open(runtime, { folder, provider: 'cpu', threads }, signal);
    let ms = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 2; i++) {
      const start = performance.now();
      await session.embed(sample, 'document', signal);
      ms = Math.min(ms, performance.now() - start);
    }
    await session.release();
    if (ms < best.ms * worthwhile) best = { threads, ms };
    else break;
  }
  return best.threads;
}
