/** WebAssembly as far as the loader uses it: without the DOM's library TypeScript does not know the global. */
import type { LinearMemory } from './kernels.js';

export interface WasmModule {
  readonly brand: 'WebAssembly.Module';
}

interface WasmHost {
  readonly Memory: new (descriptor: { readonly initial: number; readonly maximum: number }) => LinearMemory;
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule, imports: object) => { readonly exports: object };
}

/** A global of every engine that can run the server; absent where it was switched off. */
export const wasmHost = (globalThis as unknown as { readonly WebAssembly?: WasmHost }).WebAssembly;
