/** The type of a method table's handlers: a missing, extra or mistyped handler does not compile. */
import type { ItemOf, ParamsOf, ResultOf } from '../protocol/method.js';

/** One handler per row. Handlers of streaming rows get `emit`; every handler gets a signal as its last argument. */
export type Handlers<Table> = {
  readonly [Name in keyof Table]: (
    params: ParamsOf<Table[Name]>,
    emit: (item: ItemOf<Table[Name]>) => void,
    signal: AbortSignal,
  ) => Promise<ResultOf<Table[Name]>>;
};
