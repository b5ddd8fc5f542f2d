import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { CureConfig } from '@cure-ts/pipeline'
import { repositoryRoot } from '@cure-ts/trainer'
import type { Claim } from './claim.ts'
import { claims as allClaims } from './claims/index.ts'
import { type ClaimResult, ClaimResults, type NotRun } from './claim-result.ts'
import { Laboratory } from './laboratory.ts'
import { renderPlan } from './plan.ts'
import { reproduce, worksOfClaims } from './reproduce.ts'
import { worksOf } from './work.ts'
import { writeReport } from './write-report.ts'

export interface Reproduction {
  readonly config: CureConfig
  /** Ids; the others are in the report where they were run before. */
  readonly claims: readonly string[]
  readonly seeds: readonly number[]
  /** Folder of runs, evaluations and results. */
  readonly runs: string
  /** The report's file. */
  readonly out: string
  readonly command: string
  readonly say: (line: string) => void
}

export async function planReproduction({ config, claims, seeds, runs }: Pick<Reproduction, 'config' | 'claims' | 'seeds' | 'runs'>): Promise<string> {
  return renderPlan(chosen(claims), seeds, await Laboratory.open(config, runs, ''))
}

/** Runs the claims, and writes the report anew after each. */
export async function runReproduction({ config, claims, seeds, runs, out, command, say }: Reproduction): Promise<(ClaimResult | NotRun)[]> {
  const laboratory = await Laboratory.open(config, runs, await currentCommit())
  const results = new ClaimResults(runs)
  const outcomes = new Map<string, ClaimResult | NotRun>()
  for (const claim of allClaims) {
    const earlier = await results.read(claim.id, laboratory.keyOf(worksOf(Object.values(claim.measurements), seeds)))
    outcomes.set(claim.id, earlier ?? { id: claim.id, statement: claim.statement, notRun: `not run yet; run it with --claims ${claim.id}` })
  }
  for await (const outcome of reproduce(chosen(claims), seeds, laboratory, results, say)) {
    outcomes.set(outcome.id, outcome)
    const made = await Promise.all(worksOfClaims(allClaims, seeds).map(work => laboratory.find(work)))
    const seconds = made.reduce((sum, each) => sum + (each?.seconds ?? 0), 0)
    await writeReport(out, [...outcomes.values()], { command, config, seeds, seconds })
  }
  return claims.map(id => outcomes.get(id)!)
}

function chosen(ids: readonly string[]): Claim[] {
  return allClaims.filter(({ id }) => ids.includes(id))
}

/** Short; with `+` where files differ from it, and `unknown` where there is no repository. */
async function currentCommit(): Promise<string> {
  const git = async (...args: string[]) => (await promisify(execFile)('git', args, { cwd: repositoryRoot })).stdout.trim()
  try {
    return await git('rev-parse', '--short', 'HEAD') + (await git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '+')
  } catch {
    return 'unknown'
  }
}
