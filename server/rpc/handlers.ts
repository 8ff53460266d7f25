/** The type of a method table's handlers: a missing, extra or mistyped handler does not compile. */
import type { ItemOf, ParamsOf, ResultOf } from '../protocol/method.js';

/** A handler of a row that streams is given `emit` for the items; the signal is always last. */
type Handler<Row> = [ItemOf<Row>] extends [never]
  ? (params: ParamsOf<Row>, signal: AbortSignal) => Promise<ResultOf<Row>>
  : (params: ParamsOf<Row>, emit: (item: ItemOf<Row>) => void, signal: AbortSignal) => Promise<ResultOf<Row>>;

export type Handlers<Table> = { readonly [Name in keyof Table]: Handler<Table[Name]> };
