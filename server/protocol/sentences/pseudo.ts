/**
 * The pseudo-locale: English with a mark around each of our sentences, so that a run of the product shows visible text that is in no table.
 * VS Code uses the same name (`--locale qps-ploc`). Pure.
 */
export const pseudoLocale = 'qps-ploc';

export const marked = <Table extends Readonly<Record<string, string>>>(table: Table): Readonly<Record<keyof Table, string>> =>
  // The type of `fromEntries` loses the keys of `entries`.
  Object.fromEntries(Object.entries(table).map(([id, text]) => [id, `⟦${text}⟧`])) as Record<keyof Table, string>;
