import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { catchError, concat, concatMap, defer, endWith, fromEvent, ignoreElements, mergeWith, type Observable, of, takeUntil, takeWhile, throwError } from 'rxjs'
import { CureError, type Task } from '@cure-ts/records'
import {
  bridgeWaits, type CureConfig, findConfigured, findUnsound, loadStages, loadTasks, lockRun, openSession, policyLagOf, RunFolder, type Session, skippedSentence, type Stages, train, type TrainEvent, withoutSkipped,
} from '@cure-ts/pipeline'
import { connectLearner, learnerSettings } from '@cure-ts/trainer-bridge'

export interface TrainingOptions {
  readonly resume: boolean
  /** Aborting it ends the run after the shut-down; the run can be resumed. */
  readonly signal: AbortSignal
  readonly onLog: (line: string) => void
  readonly onActivity: (activity: Activity) => void
}

/** What is going on between two events, for a progress display. */
export interface Activity {
  readonly what: string
  readonly done?: number
  readonly total?: number
}

/**
 * Everything that can be checked before anything is started or written: the run's folder, the model, stages, tasks.
 *
 * @param runPath the run's folder
 */
export async function prepareTraining(config: CureConfig, runPath: string, resume: boolean, options: Partial<Pick<TrainingOptions, 'onLog' | 'signal'>> = {}) {
  const { evaluation } = config
  if (!resume) new RunFolder(runPath).refuseTaken()
  return {
    model: await findConfigured(config, { train: true, ...options }),
    stages: await loadStages(config.stages, process.cwd()),
    tasks: await loadTasks(config.tasks),
    heldOut: evaluation.tasks === null ? [] : await loadTasks([evaluation.tasks], evaluation.limit),
    validation: evaluation.validationTasks === null || evaluation.everySteps === 0 ? [] : await loadTasks([evaluation.validationTasks], evaluation.validationLimit),
  }
}

/**
 * A whole training run: opens or continues the run folder, starts what has to run, trains, and ends what it started before it completes or fails.
 *
 * @param runPath the run's folder
 */
export function runTraining(asked: CureConfig, runPath: string, options: TrainingOptions): Observable<TrainEvent> {
  return defer(async () => {
    options.onActivity({ what: 'looking for the model and the tasks' })
    const { model, stages, tasks, heldOut, validation } = await prepareTraining(asked, runPath, options.resume, options)
    const config = { ...asked, model: model.folder }
    const run = new RunFolder(runPath)
    options.onActivity({ what: config.sampler.command === null ? 'starting the learner' : 'starting the learner and the servers that sample' })
    const session = await unlessAborted(openSession(config, { train: true, onLog: options.onLog, logFolder: join(runPath, 'logs') }), options.signal)
    let unlock: (() => void) | undefined
    try {
      if (session.bridge === null) throw new CureError('No learner to train with; leave learner.address out to start one, or name a running one.')
      if (!options.resume) await run.create({ ...config, model: model.name }, { runId: randomUUID(), cure: await packageVersion(), node: process.version })
      unlock = lockRun(runPath)
      const { runId } = JSON.parse(await readFile(join(runPath, 'versions.json'), 'utf8')) as { runId: string }
      const unlessEnded = <T>(work: Promise<T>) => unlessAborted(Promise.race([work, rejection(session.lost)]), options.signal)
      const soundTasks = await unlessEnded(soundTasksOf(tasks, { config, stages, session, run }, options))
      options.onActivity({ what: 'connecting to the learner' })
      const learner = await unlessEnded(connectLearner({
        address: session.bridge,
        keys: config.learner.keys,
        runId,
        settings: learnerSettings(config.learner, { seed: config.seed, checkpointDir: run.checkpoints, resume: options.resume, policyLag: policyLagOf(config) }),
        ...bridgeWaits,
        onProgress: ({ phase, done, total }) => options.onActivity({ what: `updating (${phase})`, done, total }),
      }))
      const { lastCommittedStep, policyVersion } = learner.welcome
      const stepsDone = Math.min(lastCommittedStep, (await run.readReports()).length)
      await run.truncate(stepsDone)
      const training = train({
        config,
        tasks: soundTasks,
        heldOut,
        validation,
        stages,
        session,
        learner,
        run,
        reports: await run.readReports(),
        policyVersion,
        evaluations: await run.readEvaluations(),
        onExecuted: (step, done, total) => {
          options.onActivity(done < total ? { what: `step ${step}: tasks sampled and executed`, done, total } : { what: 'updating' })
        },
        onEvaluated: (done, total) => options.onActivity({ what: 'evaluating', done, total }),
      })
      const untilDone = training.pipe(endWith(null), mergeWith(rejection(session.lost)), takeWhile(event => event !== null))
      const shutDown = async () => {
        learner.close()
        await session.close()
        unlock?.()
      }
      return { untilDone, shutDown }
    } catch (error) {
      await session.close()
      unlock?.()
      throw error
    }
  }).pipe(concatMap(({ untilDone, shutDown }) => withShutdown(untilDone, shutDown, options.signal)))
}

/** The tasks without those whose data is wrong, which are named once, when the run begins. */
async function soundTasksOf(tasks: readonly Task[], { config, stages, session, run }: { config: CureConfig, stages: Stages, session: Session, run: RunFolder }, { onActivity, onLog }: TrainingOptions): Promise<readonly Task[]> {
  const onChecked = (done: number, total: number) => onActivity({ what: 'running the tasks\' reference solutions', done, total })
  const before = await run.readSkipped()
  const isKnown = before !== null && before.steps >= config.steps
  const skipped = isKnown ? before.tasks : await findUnsound(tasks, { config, stages, session, onChecked }, before?.tasks)
  if (!isKnown) await run.writeSkipped({ steps: config.steps, tasks: skipped })
  if (skipped.length > 0) onLog(skippedSentence(skipped))
  return withoutSkipped(tasks, skipped)
}

/** Rejects with the fault, once there is one. */
async function rejection(fault: Promise<CureError>): Promise<never> {
  throw await fault
}

/** A model may take minutes to load, for which a stop does not wait: what was begun ends with the process. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return Promise.race([work, new Promise<never>((_, reject) => {
    const stop = () => reject(new CureError('Stopped before the run went on; start it again with the same command.'))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })])
}

/** Shuts down before the stream completes, fails or is stopped by the signal, so that whoever waits for its end finds nothing left. */
function withShutdown<T>(events: Observable<T>, shutDown: () => Promise<void>, signal: AbortSignal): Observable<T> {
  const aborted = signal.aborted ? of(null) : fromEvent(signal, 'abort')
  const down = defer(shutDown).pipe(ignoreElements())
  return concat(
    events.pipe(takeUntil(aborted), catchError((error: unknown) => concat(down, throwError(() => error)))),
    down,
  )
}

async function packageVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  return version
}
