/**
 * A row of a method table: params are checked at run time by their schema, result and items by the compiler.
 * Both ends of each wire derive their types from the same table, so a missing or extra handler does not compile.
 */
import type * as v from 'valibot';

/** `Item` is what the method streams before its result; `never` for a method that streams nothing. */
export interface Method<Params extends v.GenericSchema, Result, Item = never> {
  readonly params: Params;
  /** True for a method that streams. */
  readonly streams: boolean;
  /** Phantom fields: they carry types and never hold a value. */
  readonly result?: Result;
  readonly item?: Item;
}

export type ParamsOf<M> = M extends Method<infer P, unknown, unknown> ? v.InferOutput<P> : never;
export type ResultOf<M> = M extends Method<v.GenericSchema, infer R, unknown> ? R : never;
export type ItemOf<M> = M extends Method<v.GenericSchema, unknown, infer I> ? I : never;

/** Describes a request by its params and its result. */
export const method =
  <Result>() =>
  <P extends v.GenericSchema>(params: P): Method<P, Result> => ({ params, streams: false });

/** Like `method`, for a request that streams items before its result. */
export const streamingMethod =
  <Result, Item>() =>
  <P extends v.GenericSchema>(params: P): Method<P, Result, Item> => ({ params, streams: true });
