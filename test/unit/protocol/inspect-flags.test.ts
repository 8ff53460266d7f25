import { expect, test } from 'vitest';
import { inspectFlags } from '../../../server/protocol/inspect-flags.js';

test('a port lets a debugger of this machine attach, and no other', () => {
  expect(inspectFlags('6010')).toEqual(['--inspect=127.0.0.1:6010']);
});

test.each([undefined, '', '0', '65536', '6010 --eval x', '0.0.0.0:6010', '-1', '1e3', 'yes'])(
  '%j is not a port and gives no flag',
  port => {
    expect(inspectFlags(port)).toEqual([]);
  },
);
