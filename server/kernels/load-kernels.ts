/** Chooses the kernels that this machine can run, and reports which. */
import { readFileSync } from 'node:fs';
import { errorText } from '../protocol/error-text.js';
import { type Kernels, noSlabs } from './kernels.js';
import { plainKernels } from './plain/plain-kernels.js';
import { wasmHost } from './web-assembly.js';

/** Most memory that one thread's kernels may take, in pages of 64 KB: 3 GB. */
const maxPages = 49_152;

interface WasmGlobal {
  readonly value: number;
}

type Exports = Omit<Kernels, 'kind' | 'reason' | 'memory' | 'heapBase' | 'slabs' | 'heldBytes' | 'checksumHigh'> & {
  readonly heapBase: () => number;
  readonly checksumHigh: WasmGlobal;
};

/** Instantiates the WebAssembly kernels with a memory of their own. Throws if the module cannot run here. */
export function wasmKernels(bytes: Uint8Array): Kernels {
  if (wasmHost === undefined) throw new Error('This process runs without WebAssembly');
  const memory = new wasmHost.Memory({ initial: 16, maximum: maxPages });
  const host = { slabs: noSlabs };
  const module = new wasmHost.Module(bytes);
  const env = {
    memory,
    takeSlab: (size: number): number => host.slabs.take(size >>> 0),
    takeKeptSlab: (size: number): number => host.slabs.takeKept(size >>> 0),
    giveKeptSlab: (at: number): void => host.slabs.giveKept(at >>> 0),
  };
  const instance = new wasmHost.Instance(module, { env });
  // The module is built from server/kernels/assembly/main.ts, which exports these functions.
  const exports = instance.exports as unknown as Exports;
  return {
    ...exports,
    kind: 'wasm',
    memory,
    heapBase: exports.heapBase(),
    get slabs() {
      return host.slabs;
    },
    set slabs(slabs) {
      host.slabs = slabs;
    },
    heldBytes: () => 0,
    checksumHigh: () => exports.checksumHigh.value >>> 0,
    checksum: (at, size) => exports.checksum(at, size) >>> 0,
  };
}

/** Loads the built module, or returns its plain twin with the reason: no WebAssembly, no SIMD, or no file. */
export function loadKernels(wasmPath: string): Kernels {
  try {
    return wasmKernels(readFileSync(wasmPath));
  } catch (error) {
    return plainKernels(errorText(error));
  }
}
