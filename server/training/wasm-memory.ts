/** WebAssembly as far as the trainer uses it: without the DOM's library TypeScript does not know the global. */

export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}
/** Compiled code; travels between threads. */
export interface CompiledModule {
  readonly brand: 'WebAssembly.Module';
}
interface WasmHost {
  readonly Memory: new (limits: { initial: number; maximum: number; shared: true }) => SharedMemory;
  readonly Instance: new (module: CompiledModule, imports: { env: { memory: SharedMemory } }) => { readonly exports: unknown };
  compile(bytes: Uint8Array): Promise<CompiledModule>;
}

/** Node always has it. */
export const wasm = (globalThis as unknown as { readonly WebAssembly: WasmHost }).WebAssembly;
