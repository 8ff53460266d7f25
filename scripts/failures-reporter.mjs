/**
 * A vitest reporter for the summary of `scripts/test.mjs`, written as JSON to the path in VIBE_TEST_REPORT: how many tests passed,
 * each failure by file and name (of a test, of a file that did not load, of a hook, outside of any test), and what passed only on a second
 * try.
 */
import { writeFileSync } from 'node:fs';
import process from 'node:process';

// Vitest takes a reporter as a default export.
// oxlint-disable-next-line import/no-default-export
export default class FailuresReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const report = { nPassed: 0, failures: [], retried: [] };
    for (const module of modules) {
      const file = module.relativeModuleId;
      for (const test of module.children.allTests()) {
        const name = `${file} > ${test.fullName}`;
        const { state, errors } = test.result();
        if (state === 'passed') report.nPassed++;
        if (state === 'failed') report.failures.push(`${name}: ${firstLine(errors?.[0])}`);
        else if (test.diagnostic()?.flaky) report.retried.push(`${name}: ${firstLine(errors?.[0])}`);
      }
      const outside = [...module.errors(), ...[...module.children.allSuites()].flatMap(suite => suite.errors())];
      for (const error of outside) report.failures.push(`${file}: ${firstLine(error)}`);
    }
    for (const error of unhandledErrors) report.failures.push(`outside of any test: ${firstLine(error)}`);
    writeFileSync(process.env.VIBE_TEST_REPORT, JSON.stringify(report));
  }
}

function firstLine(error) {
  return String(error?.message ?? 'no message').split('\n')[0];
}
