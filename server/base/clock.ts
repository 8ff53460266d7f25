/** Time as an argument, so that tests can control it. */
export interface Clock {
  /** Returns milliseconds of a clock that never goes backwards. */
  now(): number;
  /** Returns milliseconds since 1970; may jump. */
  wall(): number;
}

export const systemClock: Clock = { now: () => performance.now(), wall: () => Date.now() };
