/** The parts of WebAssembly that the trainer uses: TypeScript knows the global only with the DOM library. */

export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}
/** Compiled code, which can be posted to other threads. */
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
