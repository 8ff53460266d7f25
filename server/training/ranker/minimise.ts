/** Minimises a smooth function by L-BFGS. Deterministic: the same function gives the same minimum. Pure. */

const maxSteps = 80;
const memory = 8;

/** Returns the value at `at` and writes its gradient. */
export type Objective = (at: Float64Array, gradient: Float64Array) => number;

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

export function minimise(start: Float64Array, objective: Objective): Float64Array {
  let at = start.slice();
  let gradient = new Float64Array(start.length);
  let loss = objective(at, gradient);
  const steps: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] = [];
  for (let step = 0; step < maxSteps; step++) {
    const direction = descent(gradient, steps);
    let length = steps.length === 0 ? 1 / (1 + Math.sqrt(dot(gradient, gradient))) : 1;
    const slope = dot(gradient, direction);
    let next = at;
    let nextGradient = gradient;
    let nextLoss = loss;
    for (let tries = 0; tries < 20; tries++, length /= 2) {
      next = at.map((value, i) => value + length * direction[i]!);
      nextGradient = new Float64Array(start.length);
      nextLoss = objective(next, nextGradient);
      if (nextLoss <= loss + 1e-4 * length * slope) break;
    }
    if (loss - nextLoss < 1e-6 * (1 + Math.abs(loss))) return nextLoss < loss ? next : at;
    const s = next.map((value, i) => value - at[i]!);
    const y = nextGradient.map((value, i) => value - gradient[i]!);
    const curvature = dot(s, y);
    if (curvature > 1e-12) steps.push({ s, y, rho: 1 / curvature });
    if (steps.length > memory) steps.shift();
    [at, gradient, loss] = [next, nextGradient, nextLoss];
  }
  return at;
}

/** The two-loop recursion of L-BFGS. */
function descent(gradient: Float64Array, steps: readonly { s: Float64Array; y: Float64Array; rho: number }[]): Float64Array {
  const q = gradient.slice();
  const alphas: number[] = [];
  for (const { s, y, rho } of steps.toReversed()) {
    const alpha = rho * dot(s, q);
    alphas.push(alpha);
    for (let i = 0; i < q.length; i++) q[i]! -= alpha * y[i]!;
  }
  const last = steps.at(-1);
  if (last !== undefined) {
    const factor = 1 / (last.rho * dot(last.y, last.y));
    for (let i = 0; i < q.length; i++) q[i]! *= factor;
  }
  for (const { s, y, rho } of steps) {
    const beta = rho * dot(y, q);
    const alpha = alphas.pop()!;
    for (let i = 0; i < q.length; i++) q[i]! += s[i]! * (alpha - beta);
  }
  return q.map(value => -value);
}
