/** The completion thread: holds the built-in completer, so that filling and searching it does not block other work. */

import { CompleterFiles } from '../completion/completer-files.js';
import type { CompletionMethods, CompletionThreadData } from '../completion/completion-methods.js';
import { LineCompleter } from '../completion/line-completer.js';
import { loadGate } from '../completion/load-gate.js';
import { serveThread, threadData } from '../pool/serve-thread.js';

// The composition starts this thread with CompletionThreadData.
const { gatePath } = threadData() as CompletionThreadData;
const completer = new LineCompleter(loadGate(gatePath));
const files = new CompleterFiles(completer);

serveThread<CompletionMethods>({
  fill: ({ folders }, { signal }) => files.update(folders, signal),
  suggest: request => completer.suggest(request),
});
