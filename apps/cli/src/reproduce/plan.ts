import { renderMarkdown } from '@cure-ts/benchmarks'
import type { Claim } from './claim.ts'
import type { Laboratory } from './laboratory.ts'
import { missingFor, notMade, worksOfClaims } from './reproduce.ts'
import { tasksOf } from './measurement.ts'
import { estimatedSeconds, type Work, workName } from './work.ts'

/** What claims would take: every run and evaluation, with estimated minutes on two cores with the pocket model. */
export async function renderPlan(claims: readonly Claim[], seeds: readonly number[], laboratory: Laboratory): Promise<string> {
  const { config } = laboratory
  const minutes = (works: readonly Work[]) => (works.reduce((sum, work) => sum + estimatedSeconds(work, config), 0) / 60).toFixed(1)
  const works = worksOfClaims(claims.filter(claim => missingFor(claim, laboratory) === null), seeds)
  const left = await notMade(works, laboratory)
  const names = [...new Set(works.map(workName))]
  const samples = config.sampling.programs + config.sampling.tests
  const pieceRows = names.map(name => {
    const group = works.filter(work => workName(work) === name)
    return [name, sizeOf(group[0]!, laboratory), String(group.length), String(group.filter(work => !left.includes(work)).length), minutes(group)]
  })
  const claimRows = claims.map(claim => [`${claim.id}. ${claim.statement}`, missingFor(claim, laboratory) ?? minutes(worksOfClaims([claim], seeds))])
  return [
    `${seeds.length} seeds, ${config.tasksPerStep} tasks a step, ${samples} samples a task.\n`,
    renderMarkdown(['run or evaluation', 'size', 'seeds', 'made', 'minutes'], pieceRows),
    renderMarkdown(['claim', 'minutes alone'], claimRows),
    `All together about ${minutes(works)} minutes, of which ${minutes(left)} are left; an estimate for two cores and the pocket model.\n`,
  ].join('\n')
}

function sizeOf(work: Work, { config }: Laboratory): string {
  return 'training' in work ? `${config.steps} steps` : `at most ${tasksOf(config, work.measurement)?.limit ?? 0} tasks`
}
