/** Formats a whole number with commas between its thousands. `Intl` would load its tables first, which costs a command 30 ms. Pure. */
export const groupedNumber = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
