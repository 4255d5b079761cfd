// Ends the run with one plain line that any machine can read.
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

export default class Tally implements Reporter {
  readonly #outcome = new Map<string, boolean>();

  onTestEnd(test: TestCase, result: TestResult): void {
    this.#outcome.set(test.id, result.status === test.expectedStatus && result.status !== 'skipped');
  }

  async onExit(): Promise<void> {
    const outcomes = [...this.#outcome.values()];
    const passed = outcomes.filter(Boolean).length;
    process.stdout.write(`\n${passed} passed, ${outcomes.length - passed} failed\n`);
  }

  printsToStdio(): boolean {
    return false;
  }
}
