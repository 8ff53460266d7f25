/** A whole number with commas between its thousands. The runtime's own formatter loads its tables first: 30 ms of a command's life. Pure. */
export const groupedNumber = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
