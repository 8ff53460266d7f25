/** Scales each row of `values` to length 1, in place. Pure. */
export function unitRows(values: Float32Array, dimensions: number): Float32Array {
  for (let at = 0; at < values.length; at += dimensions) {
    let squares = 0;
    for (let d = at; d < at + dimensions; d++) squares += values[d]! ** 2;
    const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares);
    for (let d = at; d < at + dimensions; d++) values[d]! *= scale;
  }
  return values;
}
