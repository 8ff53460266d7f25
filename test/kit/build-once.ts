/** Builds dist/ once before the suites, so that a test never runs against yesterday's kernels or server. */
import { execFileSync } from 'node:child_process';

export function setup(): void {
  execFileSync(process.execPath, ['scripts/build.mjs', '--development'], { stdio: 'inherit' });
}
