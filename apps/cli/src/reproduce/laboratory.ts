import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lastValueFrom, tap } from 'rxjs'
import writeFileAtomic from 'write-file-atomic'
import { type EvaluationResult, readResult } from '@cure-ts/benchmarks'
import { type CureConfig, loadTasks, RunFolder, serveModel } from '@cure-ts/pipeline'
import { runTraining } from '@cure-ts/trainer'
import { evaluateModel } from '../evaluate-model.ts'
import { startProgress } from '../progress.ts'
import { bestTemperature } from './best-temperature.ts'
import { dataDigests } from './data-digests.ts'
import { type Measurement, tasksOf, temperatureSearch, withSettings } from './measurement.ts'
import { hashOf, pieceName } from './piece-name.ts'
import { solveTasks } from './solve-tasks.ts'
import { type Training, trainingConfig } from './training.ts'
import type { Work } from './work.ts'

/** When something was made. */
export interface Made {
  /** Of the repository. */
  readonly commit: string
  /** Wall seconds, of all attempts that count. */
  readonly seconds: number
}

/**
 * Trains and evaluates, and finds again what was made: a run's folder and an evaluation's file are named by a hash of all settings and of the
 * data that they depend on. A training that was interrupted goes on where it stopped.
 */
export class Laboratory {
  readonly config: CureConfig
  readonly #folder: string
  readonly #commit: string
  readonly #digests: ReadonlyMap<string, string>

  private constructor(config: CureConfig, folder: string, commit: string, digests: ReadonlyMap<string, string>) {
    this.config = config
    this.#folder = folder
    this.#commit = commit
    this.#digests = digests
  }

  /** @param folder where all is kept */
  static async open(config: CureConfig, folder: string, commit: string): Promise<Laboratory> {
    return new Laboratory(config, folder, commit, await dataDigests(config))
  }

  /** Names what all these pieces depend on. */
  keyOf(works: readonly Work[]): string {
    return hashOf(works.map(work => pieceName(work, this.config, this.#digests)))
  }

  /** Null where it is not made yet. */
  async find(work: Work): Promise<Made | null> {
    const file = this.#madeFile(work)
    return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) as Made : null
  }

  /** What it depends on has to be made before. */
  async make(work: Work): Promise<Made> {
    await mkdir(this.#path(work), { recursive: true })
    const seconds = 'training' in work ? await this.#train(work.training, work.seed) : await this.#measure(work.measurement, work.seed)
    const made = { commit: this.#commit, seconds }
    await writeFileAtomic(this.#madeFile(work), `${JSON.stringify(made)}\n`)
    return made
  }

  result(measurement: Measurement, seed: number): Promise<EvaluationResult> {
    return readResult(join(this.#path({ measurement, seed }), 'result.json'))
  }

  async #train(training: Training, seed: number): Promise<number> {
    const path = this.#path({ training, seed })
    const run = new RunFolder(path)
    const config = trainingConfig(this.config, training, seed)
    const progress = startProgress(`${training.name} | {bar} {value}/{total} steps`, config.steps)
    try {
      await this.#withTester(training.tester, seed, async testerBaseUrl => {
        const events = runTraining({ ...config, sampler: { ...config.sampler, testerBaseUrl } }, path, {
          resume: existsSync(join(path, 'config.json')),
          signal: new AbortController().signal, // Killed at any moment, it goes on at the next call.
          onLog: () => undefined,
          onActivity: () => undefined,
        })
        await lastValueFrom(events.pipe(tap(event => { if (event.type === 'step') progress.update(event.report.step) })), { defaultValue: null })
      })
    } finally {
      progress.stop()
    }
    return (await run.readReports()).reduce((sum, { seconds }) => sum + seconds.wall, 0)
  }

  async #measure(measurement: Measurement, seed: number): Promise<number> {
    const { coder, tester, split, settings, pipeline } = measurement
    const { file, limit } = tasksOf(this.config, measurement)!
    const temperature = settings === 'best-temperature' ? await this.#bestTemperature() : 1
    const config = { ...withSettings(this.config, settings, temperature), model: this.#model(coder, seed), seed }
    const tasks = await loadTasks([file], limit)
    const result = await this.#withTester(tester, seed, async testerBaseUrl => {
      const testing = { ...config, sampler: { ...config.sampler, testerBaseUrl } }
      if (pipeline === undefined) return evaluateModel(testing, [file], tasks)
      const { selection: _, ...sampledOnce } = await this.result({ coder, tester, split, settings }, seed)
      return { ...sampledOnce, figures: {}, pooled: {}, ...await solveTasks(testing, pipeline, tasks, this.#path({ measurement, seed })) }
    })
    await writeFileAtomic(join(this.#path({ measurement, seed }), 'result.json'), `${JSON.stringify(result)}\n`)
    return result.seconds
  }

  /** Chosen with the first seed, which is the configuration's. */
  async #bestTemperature(): Promise<number> {
    return bestTemperature(await Promise.all(temperatureSearch.map(measurement => this.result(measurement, this.config.seed))))
  }

  /** With the address of another model that writes the tests, if there is one: a learner of its own. */
  async #withTester<T>(tester: Training | null | undefined, seed: number, work: (baseUrl: string | null) => Promise<T>): Promise<T> {
    if (tester === undefined) return work(null)
    const learner = await serveModel(this.#model(tester, seed), { train: false })
    try {
      return await work(`${learner.http}/v1`)
    } finally {
      await learner.stop()
    }
  }

  /** The folder of the base model, or of a training's last checkpoint. */
  #model(training: Training | null, seed: number): string {
    if (training === null) return this.config.model
    return join(new RunFolder(this.#path({ training, seed })).checkpoints, `step-${String(this.config.steps).padStart(6, '0')}`)
  }

  #madeFile(work: Work): string {
    return join(this.#path(work), 'made.json')
  }

  #path(work: Work): string {
    return join(this.#folder, pieceName(work, this.config, this.#digests))
  }
}
