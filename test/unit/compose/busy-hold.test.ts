import { expect, test } from 'vitest';
import { systemClock } from '../../../server/base/clock.js';
import { BusyHold } from '../../../server/compose/busy-hold.js';
import { Recorder } from '../../../server/monitor/recorder.js';

test('background work pauses from a late event loop until a prompt one, and resumes at the end', async () => {
  let nHeld = 0;
  const recorder = new Recorder({ process: 'test', clock: systemClock, enabled: true });
  const hold = () => {
    nHeld++;
    return { dispose: () => void nHeld-- };
  };
  const busy = new BusyHold(hold, recorder);
  const held = [5, 49, 50, 400, 30, 20, 19, 49, 60].map(delayMs => {
    busy.saw(delayMs);
    return nHeld;
  });
  expect(held).toEqual([0, 0, 1, 1, 1, 1, 0, 0, 1]);
  expect(recorder.counters()['WorkStealingScheduler']).toEqual({ 'gave way to a busy editor': 2 });
  await busy.dispose();
  expect(nHeld).toBe(0);
});
