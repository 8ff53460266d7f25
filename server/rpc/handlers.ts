/** What the server must offer for a method table: a missing, extra or mistyped handler does not compile. */
import type { ItemOf, ParamsOf, ResultOf } from '../protocol/method.js';

/** One handler a row. Streaming rows get `emit`; every row gets a signal as its last argument. */
export type Handlers<Table> = {
  readonly [Name in keyof Table]: (
    params: ParamsOf<Table[Name]>,
    emit: (item: ItemOf<Table[Name]>) => void,
    signal: AbortSignal,
  ) => Promise<ResultOf<Table[Name]>>;
};
