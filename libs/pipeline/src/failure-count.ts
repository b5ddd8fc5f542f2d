import { CureError, type Executed } from '@cure-ts/records'

/** Counts what failed, so that work of which everything failed ends with the reason: it teaches and measures nothing. */
export class FailureCount {
  #samples = 0
  #failures = 0
  #firstFailure = ''
  #cells = 0
  #missing = 0

  add({ programs, tests, verdicts }: Pick<Executed, 'programs' | 'tests' | 'verdicts'>): void {
    for (const { failure } of [...programs, ...tests.filter(({ origin }) => origin === 'generated')]) {
      this.#samples += 1
      if (failure === undefined) continue
      this.#failures += 1
      this.#firstFailure ||= failure
    }
    for (const verdict of verdicts.flat()) {
      this.#cells += 1
      if (verdict === 'missing') this.#missing += 1
    }
  }

  /** One sentence where some samples failed, else null. */
  get summary(): string | null {
    return this.#failures === 0 ? null : `${this.#failures} of ${this.#samples} samples failed: ${this.#firstFailure}`
  }

  /**
   * @param what e.g. `step 3`
   * @throws CureError where no sample succeeded or no cell has a verdict
   */
  refuseAllFailed(what: string): void {
    if (this.#samples > 0 && this.#failures === this.#samples) {
      throw new CureError(`No sample of ${what} succeeded: ${this.#firstFailure} Correct that, then start again (a run with --resume).`)
    }
    if (this.#cells > 0 && this.#missing === this.#cells) {
      throw new CureError(`The sandbox ran no program of ${what}: see what \`cure doctor\` says of it, then start again (a run with --resume).`)
    }
  }
}
