/** The index thread, except that indexing `poison.ts` kills it and `bug.ts` makes it throw. */
import { SegmentBuilder } from '../../../server/segment/build/segment-builder.js';

// The method is put back on the prototype below, where `this` is the builder.
// oxlint-disable-next-line typescript/unbound-method
const { add } = SegmentBuilder.prototype;
SegmentBuilder.prototype.add = function poisoned(this: SegmentBuilder, input): void {
  if (input.path.endsWith('poison.ts')) process.exit(9);
  if (input.path.endsWith('bug.ts')) throw new RangeError('an index is out of range');
  add.call(this, input);
};
await import('../../../server/threads/index.js');
