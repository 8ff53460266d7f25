import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CompilerRest } from '../../../server/pool/compiler-rest.js';

const modern = { versions: { ...process.versions, v8: '13.6.233.17-node.41' }, arch: 'x64' } as const;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function aRest(machine: ConstructorParameters<typeof CompilerRest>[1] = modern): { readonly rest: CompilerRest; readonly flags: string[] } {
  const flags: string[] = [];
  return { rest: new CompilerRest(flag => flags.push(flag), machine), flags };
}

test('CompilerRest pauses the compiler until the last holder is disposed, even if disposed twice', () => {
  const { rest, flags } = aRest();
  const first = rest.begin();
  const second = rest.begin();
  void first.dispose();
  void first.dispose();
  expect(flags).toEqual(['--no-turbofan']);
  void second.dispose();
  expect(flags).toEqual(['--no-turbofan', '--turbofan']);
});

test('CompilerRest resumes the compiler after some seconds of a long burst, and not again at its end', () => {
  const { rest, flags } = aRest();
  const burst = rest.begin();
  vi.advanceTimersByTime(60_000);
  expect(flags).toEqual(['--no-turbofan', '--turbofan']);
  void burst.dispose();
  expect(flags).toHaveLength(2);
  void rest.begin();
  expect(flags.at(-1)).toBe('--no-turbofan');
});

test.each([
  { ...modern, versions: { ...process.versions, v8: '12.4.254.21-node.33' } },
  { ...modern, arch: 'ia32' as const },
  { ...modern, versions: { ...modern.versions, electron: '42.0.0' } },
])('CompilerRest does nothing without a mid-tier compiler or with frozen flags: V8 $versions.v8 on $arch', machine => {
  const { rest, flags } = aRest(machine);
  void rest.begin().dispose();
  expect(flags).toEqual([]);
});
