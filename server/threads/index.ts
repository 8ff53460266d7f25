/** Entry of an index thread: builds the worker from its start-up data, and serves until the scheduler closes. */
import { PerformanceObserver } from 'node:perf_hooks';
import type { IndexThreadData, IndexThreadTable } from '../indexing/index-thread.js';
import { IndexWorker } from '../indexing/index-worker.js';
import { mergeTask } from '../indexing/merge-task.js';
import { SegmentMaker } from '../indexing/segment-maker.js';
import { loadKernels } from '../kernels/load-kernels.js';
import { serveThread, threadData } from '../pool/serve-thread.js';
import { SlabReader } from '../pool/slab-reader.js';
import { WorkStealingWorker } from '../pool/work-stealing-worker.js';
import { SegmentBuilder } from '../segment/build/segment-builder.js';
import { SegmentTables } from '../segment/read/segment-table.js';

/** Read-ahead of one thread: small enough that what was read is still in the processor's cache when it is indexed. */
const slabBytes = 512 * 1024;

// Only the index pool starts this entry.
const { worker, scheduler, heap, blocks, assets } = threadData() as IndexThreadData;
const blockOf = new Int32Array(blocks);
const kernels = (): ReturnType<typeof loadKernels> => loadKernels(assets.kernelsFile);
let tables: SegmentTables | undefined;
const segmentTables = (): SegmentTables => (tables ??= new SegmentTables(kernels()));

let gcMs = 0;
new PerformanceObserver(list => {
  for (const { duration } of list.getEntries()) gcMs += duration;
}).observe({ entryTypes: ['gc'] });

serveThread<IndexThreadTable>({
  serve: async ({ port }, context) => {
    const index = new IndexWorker({
      scheduler: new WorkStealingWorker(scheduler, worker),
      describe: task => Buffer.from(heap, blockOf[task * 2], blockOf[task * 2 + 1]).toString('utf8'),
      reader: maxFileBytes => new SlabReader({ slabBytes, maxFileBytes }),
      makeSegments: () => new SegmentMaker(new SegmentBuilder(kernels(), assets.embedding)),
      merge: (task, breathe) => mergeTask(task, kernels, segmentTables(), breathe),
      gcMs: () => gcMs,
      port,
    });
    try {
      await index.serve(() => context.stopped());
    } finally {
      port.close();
    }
  },
});
