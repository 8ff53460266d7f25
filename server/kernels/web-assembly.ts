/** The parts of WebAssembly that the loader uses: TypeScript knows the global only with the DOM library. */
import type { LinearMemory } from './kernels.js';

export interface WasmModule {
  readonly brand: 'WebAssembly.Module';
}

interface WasmHost {
  readonly Memory: new (descriptor: { readonly initial: number; readonly maximum: number }) => LinearMemory;
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule, imports: object) => { readonly exports: object };
}

/** A global of every engine that can run the server; absent if it was switched off. */
export const wasmHost = (globalThis as unknown as { readonly WebAssembly?: WasmHost }).WebAssembly;
