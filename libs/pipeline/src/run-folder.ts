import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type * as Schema from 'effect/Schema'
import { from, lastValueFrom, toArray } from 'rxjs'
import { CureError, Evaluation, Executed, lineEncoder, readRecords, Rewarded, StepReport } from '@cure-ts/records'
import type { Skipped } from './sound-tasks.ts'
import { appendLine, writeWhole } from './write-file.ts'

const compress = promisify(gzip)
const decompress = promisify(gunzip)

export type Keep = 'all' | 'tables' | 'reports'

/**
 * A run on disk:
 *
 *     config.json          the effective configuration
 *     versions.json        of what made it
 *     skipped-tasks.json   tasks that are not trained on, and why
 *     reports.jsonl        a StepReport a line
 *     evaluations.jsonl    an Evaluation a line
 *     steps/000001.executed.jsonl.gz, steps/000001.rewarded.jsonl.gz
 *     checkpoints/         the learner's
 *
 * A step's executed records are written before its update, whole or not at all: they are the write-ahead log that a resumed run trains from,
 * so that no sample is drawn twice for one step.
 */
export class RunFolder {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  get checkpoints(): string {
    return join(this.path, 'checkpoints')
  }

  /** @throws CureError where the folder holds a run already */
  refuseTaken(): void {
    if (existsSync(join(this.path, 'config.json'))) {
      throw new CureError(`${this.path}: holds a run already; continue it with --resume ${this.path}, or name another folder.`)
    }
  }

  /** @throws CureError where the folder holds a run already */
  async create(config: unknown, versions: unknown): Promise<void> {
    this.refuseTaken()
    await mkdir(join(this.path, 'steps'), { recursive: true })
    await mkdir(this.checkpoints, { recursive: true })
    await writeWhole(join(this.path, 'versions.json'), `${JSON.stringify(versions, null, 2)}\n`)
    await writeWhole(join(this.path, 'config.json'), `${JSON.stringify(config, null, 2)}\n`)
  }

  /** @throws CureError where there is no run */
  async readConfig(): Promise<unknown> {
    try {
      return JSON.parse(await readFile(join(this.path, 'config.json'), 'utf8')) as unknown
    } catch (error) {
      throw new CureError(`${this.path}: holds no run that can be read (${(error as Error).message.split('\n')[0]}); name the folder of an earlier run.`, { cause: error })
    }
  }

  writeSkipped(skipped: Skipped): Promise<void> {
    return writeWhole(join(this.path, 'skipped-tasks.json'), `${JSON.stringify(skipped, null, 2)}\n`)
  }

  /** Null where the run has not looked yet. A resumed run skips what it skipped before, whatever the solutions do on another day. */
  async readSkipped(): Promise<Skipped | null> {
    const file = join(this.path, 'skipped-tasks.json')
    return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) as Skipped : null
  }

  readReports(): Promise<StepReport[]> {
    return this.#readLog('reports.jsonl', StepReport)
  }

  readEvaluations(): Promise<Evaluation[]> {
    return this.#readLog('evaluations.jsonl', Evaluation)
  }

  appendReport(report: StepReport): Promise<void> {
    return appendLine(join(this.path, 'reports.jsonl'), lineEncoder(StepReport)(report))
  }

  appendEvaluation(evaluation: Evaluation): Promise<void> {
    return appendLine(join(this.path, 'evaluations.jsonl'), lineEncoder(Evaluation)(evaluation))
  }

  /** Forgets reports after `step`, whose weights are lost, and evaluations after it. */
  async truncate(step: number): Promise<void> {
    const reports = (await this.readReports()).filter(report => report.step <= step)
    const evaluations = (await this.readEvaluations()).filter(evaluation => evaluation.step <= step)
    await writeWhole(join(this.path, 'reports.jsonl'), reports.map(lineEncoder(StepReport)).join(''))
    await writeWhole(join(this.path, 'evaluations.jsonl'), evaluations.map(lineEncoder(Evaluation)).join(''))
  }

  writeExecuted(step: number, records: readonly Executed[]): Promise<void> {
    return this.#writeStep(this.#stepFile(step, 'executed'), Executed, records)
  }

  /** Null where the step has not been sampled, or its records were not kept. */
  readExecuted(step: number): Promise<Executed[] | null> {
    return this.#readStep(this.#stepFile(step, 'executed'), Executed)
  }

  /** The responses stay in the executed records. */
  writeRewarded(step: number, records: readonly Rewarded[]): Promise<void> {
    return this.#writeStep(this.#stepFile(step, 'rewarded'), Rewarded, records.map(record => ({ ...record, responses: {} })))
  }

  readRewarded(step: number): Promise<Rewarded[] | null> {
    return this.#readStep(this.#stepFile(step, 'rewarded'), Rewarded)
  }

  /** Removes what `keep` does not keep of the steps up to `step`, which the learner has committed. */
  async prune(keep: Keep, step: number): Promise<void> {
    if (keep === 'all') return
    for (const file of await readdir(join(this.path, 'steps'))) {
      const unwanted = keep === 'reports' || file.includes('.executed.')
      if (unwanted && Number.parseInt(file, 10) <= step) await rm(join(this.path, 'steps', file), { force: true })
    }
  }

  #stepFile(step: number, kind: 'executed' | 'rewarded'): string {
    return join(this.path, 'steps', `${String(step).padStart(6, '0')}.${kind}.jsonl.gz`)
  }

  async #writeStep<S extends Schema.ConstraintEncoder<unknown>>(file: string, schema: S, records: readonly S['Type'][]): Promise<void> {
    await writeWhole(file, await compress(records.map(lineEncoder(schema)).join('')))
  }

  async #readStep<S extends Schema.ConstraintDecoder<unknown>>(file: string, schema: S): Promise<S['Type'][] | null> {
    if (!existsSync(file)) return null
    const bytes = await decompress(await readFile(file))
    return collect(readRecords(schema, { name: file, chunks: chunksOf(bytes) }))
  }

  /** A last line without its line feed was cut off by a crash and is not there. */
  async #readLog<S extends Schema.ConstraintDecoder<unknown>>(name: string, schema: S): Promise<S['Type'][]> {
    const file = join(this.path, name)
    if (!existsSync(file)) return []
    const text = await readFile(file, 'utf8')
    const whole = Buffer.from(text.slice(0, text.lastIndexOf('\n') + 1))
    return collect(readRecords(schema, { name: file, chunks: chunksOf(whole) }))
  }
}

function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  return lastValueFrom(from(items).pipe(toArray()))
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
