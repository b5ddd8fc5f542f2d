// `cure train` with the pocket model in a tiny setting, as a process that can be held at a moment.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { goFile, reachedFile, until } from './hold.mjs'
import { descendants } from './processes.mjs'

export const root = resolve(import.meta.dirname, '../../..')
export const pocket = join(root, 'models', 'pocket')
const stages = join(import.meta.dirname, 'stages.mjs')
const pythonPath = `${join(import.meta.dirname, 'learner')}:${join(root, 'apps/learner/src')}`

/** The configuration of a run of two steps, with a world's own settings. */
export function configOf({ learner, sampler, sampling } = {}) {
  return {
    model: pocket,
    tasks: [join(root, 'datasets/pocket/train.jsonl')],
    steps: 2,
    tasksPerStep: 2,
    maxPolicyLag: 0,
    sampling: { programs: 4, tests: 4, ...sampling },
    sandbox: { lanes: 1 },
    evaluation: { tasks: null, validationTasks: null, everySteps: 0 },
    learner: { learningRate: 0.003, ...learner }, // Enough for the weights of one step to differ from those of the next.
    ...sampler && { sampler },
    stages: { sampling: stages, sandbox: stages, matrix: stages, rewards: stages, 'trainer-bridge': stages },
  }
}

/** What everything that runs here is told: nothing of the caller's own settings. */
export function environment(folder, moment) {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CURE_')))
  return { ...inherited, PYTHONPATH: pythonPath, OMP_WAIT_POLICY: 'passive', FAULT_FOLDER: folder, ...moment && { FAULT_MOMENT: moment } }
}

/**
 * Starts a training.
 *
 * @param folder takes the run (`run`) and what holds it
 * @param moment where to hold it, see `hold`; undefined: nowhere
 */
export function startTraining(folder, args, moment, env = {}) {
  const child = spawn(process.execPath, [join(root, 'apps/cli/bin/cure.js'), 'train', ...args], { cwd: folder, env: { ...environment(folder, moment), ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const killWithUs = () => child.kill('SIGKILL')
  process.once('exit', killWithUs)
  child.once('exit', () => process.off('exit', killWithUs))
  let said = ''
  let code
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => { said += text })
  const closed = once(child, 'close').then(([value]) => { code = value })
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  return {
    pid: child.pid,
    /** All processes of the run, without the first. */
    others: () => descendants(child.pid),
    untilSaid: async pattern => {
      await until(() => pattern.test(said) || hasEnded(), `the training to say ${pattern}`)
      if (!pattern.test(said)) throw new Error(`The training ended before it said ${pattern}: ${said}`)
    },
    /** The process that came to the moment. */
    untilHeld: async () => {
      await until(() => existsSync(reachedFile(folder)) || hasEnded(), `the training to come to ${moment}`)
      if (!existsSync(reachedFile(folder))) throw new Error(`The training ended before it came to ${moment}: ${said}`)
      return Number(readFileSync(reachedFile(folder), 'utf8'))
    },
    release: () => writeFileSync(goFile(folder), ''),
    /** @returns the exit code, null where a signal ended it, and all that it said */
    ended: async () => {
      await until(hasEnded, 'the end of the training')
      await closed
      return { code, said }
    },
    kill: () => child.kill('SIGKILL'),
  }
}

/** Writes a configuration; the arguments that begin a run with it, and those that go on. */
export function argumentsOf(folder, config) {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'cure.json')
  writeFileSync(file, JSON.stringify(config, null, 2))
  const run = join(folder, 'run')
  return { run, begin: ['--config', file, '--run', run], resume: ['--resume', run] }
}
