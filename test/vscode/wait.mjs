/** How long a check waits for a state: many times longer than on a busy machine, so that only a hang fails. */
export const patienceMs = 60_000;

/** Waits for what the page cannot wait for. Polls, because the other side is a process of its own. */
export async function expect(probe, what, limitMs = patienceMs) {
  const deadline = Date.now() + limitMs;
  for (;;) {
    if (await probe()) return;
    if (Date.now() > deadline) throw new Error(`Waited ${limitMs} ms in vain until ${what}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
