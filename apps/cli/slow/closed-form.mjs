// A simulated model, through its server and the sandbox, beside what theory says: Best-of-N of an evaluation beside its closed form, 200 tasks with each of 5 seeds at
// each point; then pipelines on the same tasks, with one seed. Ends with 1 where one is outside the 95% interval, or a report does not say that selection hurts where mu is below 0.
// npx nx run cli:closed-form [-- --tasks 200 --seeds 5]
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { renderMarkdown } from '@cure-ts/benchmarks'
import { loadTasks } from '@cure-ts/pipeline'
import { bestOfNAccuracy, muOf, simulatedAnswers, startSimulation } from '@cure-ts/simulation'

const root = resolve(import.meta.dirname, '../../..')
const { values } = parseArgs({ options: { tasks: { type: 'string', default: '200' }, seeds: { type: 'string', default: '5' } } })
const [taskCount, seedCount] = [values.tasks, values.seeds].map(Number)

const points = [
  { rates: { codeAccuracy: 0.3, pU: 0.6, p01: 0.4, p00: 0.2 }, programs: 8, tests: 4 },
  { rates: { codeAccuracy: 0.2, pU: 0.9, p01: 0.6, p00: 0.3 }, programs: 4, tests: 8 },
  { rates: { codeAccuracy: 0.3, pU: 0.3, p01: 0.1, p00: 0.1 }, programs: 8, tests: 4 },
  { rates: { codeAccuracy: 0.5, pU: 0.2, p01: 0.5, p00: 0.4 }, programs: 4, tests: 4 },
]

const lines = readFileSync(join(root, 'datasets/pocket/heldout.jsonl'), 'utf8').trim().split('\n').slice(0, taskCount)
const some = points[0].rates
const pipelines = [
  { pipeline: 'best-of-n', rates: some, programs: 8, tests: 4, expected: bestOfNAccuracy(some, 8, 4) },
  // A repaired test is one more draw, as good as the first.
  { pipeline: 'iterative-tests', rates: some, programs: 8, tests: 4, expected: bestOfNAccuracy(some, 8, 4) },
  // No public test tells programs apart, and all wrong ones print what no other prints: a judge that never errs finds a right one wherever there is one.
  { pipeline: 's-star', rates: { codeAccuracy: 0.3, pU: 0.5, p01: 0, p00: 0 }, programs: 4, tests: 1, expected: 1 - 0.7 ** 4 },
]

const folder = mkdtempSync(join(tmpdir(), 'cure-closed-form-'))
const file = join(folder, 'tasks.jsonl')
writeFileSync(file, lines.map(line => JSON.stringify({ ...JSON.parse(line), example_input: [], example_output: [] })).join('\n'))
const tasks = await loadTasks([file])

/** Runs a command against a simulated model, and gives what it prints. */
async function withSimulation({ rates: { codeAccuracy, pU, p01, p00 }, programs, tests }, seed, command) {
  const simulation = await startSimulation(simulatedAnswers(tasks, { codeAccuracy, pU, judgeAccuracy: 1, cells: { p01, p00 } }, seed), 0)
  const flags = ['--base-url', simulation.baseUrl, '--tasks', file, '--limit', taskCount, '--programs', programs, '--tests', tests, '--seed', seed]
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'apps/cli/bin/cure.js'), ...command, ...flags.map(String)], { cwd: root, maxBuffer: 2 ** 28 })
    return stdout
  } finally {
    simulation.close()
  }
}

/** What `cure evaluate` measures and prints of one simulated model. */
async function evaluate(point, seed) {
  const out = join(folder, `${points.indexOf(point)}-${seed}`)
  const text = await withSimulation(point, seed, ['evaluate', '--max-ground-truth-tests', '1', '--out', out])
  return { result: JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')), text }
}

const percent = share => (100 * share).toFixed(1)
const halfWidthOf = (share, draws) => 1.96 * Math.sqrt(share * (1 - share) / draws)

const [rows, solved] = [[], []]
let failed = 0
try {
  for (const point of points) {
    const { rates, programs, tests } = point
    const evaluated = []
    for (let seed = 1; seed <= seedCount; seed += 1) evaluated.push(await evaluate(point, seed))
    const draws = evaluated.reduce((sum, { result }) => sum + result.selection.tasks, 0)
    const chosen = evaluated.reduce((sum, { result }) => sum + result.selection.tasks * result.figures['rule:best-of-n'].value, 0)
    const expected = bestOfNAccuracy(rates, programs, tests)
    const halfWidth = halfWidthOf(expected, draws)
    const isWithin = Math.abs(chosen / draws - expected) <= halfWidth
    const mu = muOf(rates)
    const saying = evaluated.filter(({ text }) => /^mu -.*: below 0/m.test(text) && /^Selection hurts here by best-of-n\b/m.test(text)).length
    const isSaid = saying === (mu < 0 ? seedCount : 0)
    if (!isWithin || !isSaid || draws !== tasks.length * seedCount) failed += 1
    rows.push([
      `${rates.codeAccuracy}, ${rates.pU}, ${rates.p01}, ${rates.p00}`, `${programs} x ${tests}`, mu.toFixed(2), `${draws}`, percent(chosen / draws),
      `${percent(expected)} +- ${percent(halfWidth)}`, isWithin ? 'yes' : 'NO', `${saying} of ${seedCount}${isSaid ? '' : ', WRONG'}`,
    ])
    process.stderr.write(`${rows.length} of ${points.length} points\n`)
  }
  for (const each of pipelines) {
    const { pipeline, programs, tests, expected } = each
    const stdout = await withSimulation(each, 1, ['agent', '--pipeline', pipeline, '--max-pairs', '1000', '--max-calls', '10000', '--rounds', '2'])
    const ends = stdout.trim().split('\n').map(line => JSON.parse(line))
    const share = ends.filter(({ correct }) => correct === true).length / ends.length
    const halfWidth = halfWidthOf(expected, ends.length)
    const isWithin = Math.abs(share - expected) <= halfWidth && ends.length === tasks.length && ends.every(({ endedBy }) => endedBy === 'done')
    if (!isWithin) failed += 1
    solved.push([pipeline, `${programs} x ${tests}`, `${ends.length}`, percent(share), `${percent(expected)} +- ${percent(halfWidth)}`, isWithin ? 'yes' : 'NO'])
    process.stderr.write(`${pipeline}\n`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.stdout.write(renderMarkdown(['code, p_u, p_01, p_00', 'n x m', 'mu', 'tasks', 'best-of-n, %', 'closed form, %', 'within', 'reports: selection hurts'], rows))
process.stdout.write(`\n${renderMarkdown(['pipeline', 'n x m', 'tasks', 'solved, %', 'theory, %', 'within'], solved)}`)
process.exitCode = failed > 0 ? 1 : 0
