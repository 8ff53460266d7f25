/**
 * The pseudo-locale: English with a mark around every sentence of ours, so that a run of the product shows which visible text no table has.
 * VS Code names it so too (`--locale qps-ploc`). Pure.
 */
export const pseudoLocale = 'qps-ploc';

export const marked = <Table extends Readonly<Record<string, string>>>(table: Table): Readonly<Record<keyof Table, string>> =>
  // `fromEntries` forgets the keys that `entries` gave it.
  Object.fromEntries(Object.entries(table).map(([id, text]) => [id, `⟦${text}⟧`])) as Record<keyof Table, string>;
