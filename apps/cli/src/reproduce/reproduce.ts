import { existsSync } from 'node:fs'
import { duration } from '@cure-ts/trainer'
import { type Claim, holds } from './claim.ts'
import type { ClaimResult, ClaimResults, NotRun } from './claim-result.ts'
import { Countdown } from './countdown.ts'
import type { Laboratory, Made } from './laboratory.ts'
import { type Split, tasksOf } from './measurement.ts'
import type { Results } from './pooled.ts'
import { estimatedSeconds, type Work, workName, worksOf } from './work.ts'

/** The pieces that claims take, each once, in the order in which they are made. */
export function worksOfClaims(claims: readonly Claim[], seeds: readonly number[]): Work[] {
  const works = claims.flatMap(({ measurements }) => worksOf(Object.values(measurements), seeds))
  return [...new Map(works.map(work => [`${work.seed} ${workName(work)}`, work])).values()]
}

/** Why a claim cannot be run here; null where it can. */
export function missingFor({ measurements }: Claim, { config }: Pick<Laboratory, 'config'>): string | null {
  const needed = worksOf(Object.values(measurements), [config.seed]).flatMap(work => 'measurement' in work ? [work.measurement] : [])
  const missing = needed.find(measurement => {
    const tasks = tasksOf(config, measurement)
    return tasks === null || !existsSync(tasks.file)
  })
  return missing === undefined ? null : `not run: no ${missing.split} split; ${howToGet[missing.split]}`
}

const howToGet: Readonly<Record<Split, string>> = {
  'held-out': 'name its file as evaluation.tasks in the configuration',
  validation: 'name its file as evaluation.validationTasks in the configuration',
  far: 'make it with `npx nx run pocket:world` (far.jsonl beside the held-out tasks)',
}

/**
 * Runs claims one after the other. What is there is not made again, and every claim's result is on disk before the next claim begins.
 *
 * @param say a line for people
 * @returns an outcome a claim, in their order
 */
export async function* reproduce(claims: readonly Claim[], seeds: readonly number[], laboratory: Laboratory, results: ClaimResults, say: (line: string) => void): AsyncGenerator<ClaimResult | NotRun> {
  const runnable = claims.filter(claim => missingFor(claim, laboratory) === null)
  const missing = await notMade(worksOfClaims(runnable, seeds), laboratory)
  const countdown = new Countdown(missing.reduce((sum, work) => sum + estimatedSeconds(work, laboratory.config), 0))
  let done = 0
  const make = async (work: Work) => {
    say(`${done + 1}/${missing.length} ${workName(work)}, seed ${work.seed}`)
    const startedAt = performance.now()
    const made = await laboratory.make(work)
    const seconds = (performance.now() - startedAt) / 1000
    countdown.done(estimatedSeconds(work, laboratory.config), seconds)
    done += 1
    say(`  done in ${duration(seconds)}, about ${duration(countdown.secondsLeft)} left`)
    return made
  }
  for (const claim of claims) {
    const notRun = missingFor(claim, laboratory)
    if (notRun === null) {
      const works = worksOf(Object.values(claim.measurements), seeds)
      const made: Made[] = []
      for (const work of works) made.push(await laboratory.find(work) ?? await make(work))
      const result = await judge(claim, seeds, laboratory, made)
      await results.write(result, laboratory.keyOf(works))
      yield result
    } else {
      yield { id: claim.id, statement: claim.statement, notRun }
    }
  }
}

async function judge(claim: Claim, seeds: readonly number[], laboratory: Laboratory, made: readonly Made[]): Promise<ClaimResult> {
  const { id, statement, setting, measurements } = claim
  const evaluations: Record<string, Results> = {}
  for (const [name, measurement] of Object.entries(measurements)) {
    evaluations[name] = await Promise.all(seeds.map(seed => laboratory.result(measurement, seed)))
  }
  const judgement = claim.judge(evaluations)
  const commits = [...new Set(made.map(({ commit }) => commit))]
  return { id, statement, setting, seeds, ...judgement, holds: holds(judgement), seconds: made.reduce((sum, { seconds }) => sum + seconds, 0), commits }
}

export async function notMade(works: readonly Work[], laboratory: Laboratory): Promise<Work[]> {
  const found = await Promise.all(works.map(work => laboratory.find(work)))
  return works.filter((_, index) => found[index] === null)
}
