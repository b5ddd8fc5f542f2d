import { Command, InvalidArgumentError, Option } from 'commander'
import { concatMap, from, mergeMap } from 'rxjs'
import { evaluationSampling, openSession, type Session } from '@cure-ts/pipeline'
import { CureError } from '@cure-ts/records'
import { abortable } from '@cure-ts/stream'
import { addSettings, flagsOf, resolveConfig, stopOnSignal, untilAborted } from '@cure-ts/trainer'
import { withApi } from '../evaluate/api-flags.ts'
import { readInput, type RecordFlags, runStage } from '../record-stream.ts'
import { scoreJob } from '../score/score-job.ts'
import { ScoreJob, ScoreResult } from '../score/score-records.ts'
import { startScoreServer } from '../score/score-server.ts'
import { testSource } from '../score/test-source.ts'
import { whileLearnerLives } from '../while-learner-lives.ts'
import { wholeNumber } from '../whole-number.ts'

const sections = ['sampler', 'sampling', 'sandbox']
const aliases = { '--tester': 'model', '--seed': 'seed' }

interface ScoreFlags extends RecordFlags {
  readonly config?: string
  readonly api?: string
  readonly serve?: number
  readonly host: string
  readonly atOnce: number
  readonly waiting: number
  readonly remember: number
}

/** `cure score`: programs scored by the tests that a tester writes, from JSONL or over HTTP. */
export const scoreCommand = addSettings(new Command('score').description('Score programs by the tests that a tester writes (ScoreJob -> ScoreResult), or serve that over HTTP'), sections, aliases)
  .option('--api <address>', 'the tester is behind an OpenAI-compatible address, where --tester is its name; its key is OPENAI_API_KEY of the environment')
  .option('--in <file>', 'ScoreJob records, JSONL or a JSON array [standard input]')
  .option('--out <file>', 'ScoreResult records, JSONL [standard output]')
  .addOption(new Option('--on-error <what>', 'what a bad record does').choices(['stop', 'skip']))
  .option('--serve <port>', 'serve POST /score, /get_reward (OpenRLHF) and /run, /run_code (SandboxFusion); 0: any port', portNumber)
  .option('--host <address>', 'serve: address to listen on; one that others reach needs a token in CURE_SCORE_TOKEN', '127.0.0.1')
  .option('--at-once <number>', 'jobs or requests worked on at once', wholeNumber, 32)
  .option('--waiting <number>', 'serve: requests that may wait beside these; more are told to come back', wholeNumber, 1024)
  .option('--remember <number>', 'tasks whose tests are kept in memory', wholeNumber, 4096)
  .addHelpText('after', '\nThe records: cure schema ScoreJob, cure schema ScoreResult.')
  .action(async (_options, command: Command) => {
    const flags = command.opts<ScoreFlags>()
    const token = readToken()
    const given = withApi(flagsOf(command, sections, aliases), flags)
    const { config } = await resolveConfig({ file: flags.config, env: process.env, flags: given, tasksAreOptional: true })
    const session = await openSession({ ...config, sandbox: { ...config.sandbox, keepOutputs: flags.serve !== undefined } }, { train: false })
    const ending = new AbortController()
    await whileLearnerLives(session, async () => {
      try {
        // Tests are drawn as in training: the reward of a coder is about variety.
        const sampling = { ...evaluationSampling(config, 0), temperature: config.sampling.temperature, topP: config.sampling.topP, topK: config.sampling.topK }
        const testsOf = testSource(sampling, session, flags.remember, ending.signal)
        const score = (job: ScoreJob, place: string, signal: AbortSignal) => scoreJob(job, place, testsOf, session.sandbox.run, signal)
        await (flags.serve === undefined ? scoreRecords(flags, score) : serve(flags, token, score, session))
      } finally {
        ending.abort(new Error('The command ends.'))
      }
    })
  })

type Score = (job: ScoreJob, place: string, signal: AbortSignal) => Promise<ScoreResult>

/** In the order of the jobs that come to their end. */
async function scoreRecords(flags: ScoreFlags, score: Score): Promise<void> {
  let unknown = 0
  let failure: string | undefined
  const stage = mergeMap((job: ScoreJob) => abortable(signal => score(job, `Task ${job.task_id ?? job.question.slice(0, 40)}`, signal)), flags.atOnce)
  const counted = concatMap((result: ScoreResult) => {
    unknown += result.scores.filter(each => each === null).length
    failure ??= result.failure
    return from([result])
  })
  await runStage('score', readInput(ScoreJob, flags), jobs => jobs.pipe(stage, counted), ScoreResult, flags, flags.atOnce)
  if (unknown > 0) process.stderr.write(`${unknown} programs have no score${failure === undefined ? '' : `: ${failure}`}\n`)
}

async function serve({ host, serve: port = 0, atOnce, waiting }: ScoreFlags, token: string | null, score: Score, { sandbox }: Session): Promise<void> {
  const stop = stopOnSignal()
  const server = await startScoreServer({ host, port, token, atOnce, waiting, score, run: sandbox.run, log: line => process.stderr.write(`${line}\n`) })
  try {
    process.stdout.write(`Scoring at ${server.url}/score (also /get_reward, /run, /run_code, /health); Ctrl-C ends it.\n`)
    await untilAborted(stop)
  } finally {
    await server.close()
  }
}

function readToken(): string | null {
  const token = process.env['CURE_SCORE_TOKEN']
  if (token !== undefined && token.length < 16) throw new CureError('CURE_SCORE_TOKEN has to have 16 characters or more.')
  return token ?? null
}

function portNumber(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) > 65535) throw new InvalidArgumentError('It has to be a port, 0 to 65535.')
  return Number(text)
}
