// Are the verdicts of mode reuse, of mode isolate and of a plain python3 process a cell the same? On mutants of real solutions (mutate.py).
// npx nx run sandbox:exactness [-- --cells 20000 --seed 1 --lanes 2 --json]. Exit code 1 if any cell differs.
import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { compareOutputs, createSandbox, sandboxConfig } from '../dist/index.js'

const { values } = parseArgs({
  options: {
    cells: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' }, lanes: { type: 'string', default: String(availableParallelism()) },
    isolation: { type: 'string', default: 'full' }, json: { type: 'boolean', default: false },
  },
})
const [cells, seed, lanes] = [values.cells, values.seed, values.lanes].map(Number)
const folder = fileURLToPath(new URL('../../../../shared/datasets/', import.meta.url))
const files = ['HumanEval', 'MBPP'].map(name => `${folder}${name}.json`)
if (!files.every(file => existsSync(file))) {
  console.log(values.json ? JSON.stringify({ skipped: true }) : `Skipped: the data sets HumanEval.json and MBPP.json are not in ${folder}.`)
  process.exit(0)
}
const limitMs = 2000 // Twice what the longest of these solutions needs: near a limit it is the machine that decides.
const python = '/usr/bin/python3'

async function* mutants() {
  const child = spawn(python, ['-I', fileURLToPath(new URL('mutate.py', import.meta.url))], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify({ files, seed, cells }))
  const ended = new Promise(resolve => { child.on('close', resolve) })
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line)
  if (await ended !== 0) throw new Error('mutate.py failed')
}

/**
 * How a mutant ends in an interpreter of its own, with no jail: only for these programs, which are ours.
 * RLIMIT_CPU counts whole seconds, and its SIGXCPU comes before the kill.
 */
function runPlain(code, { input, output }, comparison) {
  return new Promise((resolve, reject) => {
    const child = execFile('prlimit', [`--cpu=${limitMs / 1000}:${limitMs / 1000 + 1}`, '--core=0', python, '-S', '-s', '-B', '-X', 'utf8', '-X', 'int_max_str_digits=0', '-c', code],
      { env: { PYTHONHASHSEED: '0' }, cwd: '/', timeout: 120_000, killSignal: 'SIGKILL', maxBuffer: 2 ** 26 }, (error, printed, errors) => {
        if (error === null) return resolve(compareOutputs(printed, output, comparison) ? 'passed' : 'wrong-output')
        if (error.signal === 'SIGXCPU' || error.signal === 'SIGKILL') return resolve('timed-out')
        if (error.signal) return resolve('signalled')
        if (typeof error.code !== 'number') return reject(error)
        return resolve(/^\s*File "<string>"/.test(errors) && /^\w+Error: /m.test(errors) ? 'compile-error' : 'runtime-error')
      })
    child.stdin.on('error', () => undefined).end(input)
  })
}

let free = lanes
const waiting = []
async function runPlainTable(job) {
  const table = job.programs.map(() => [])
  await Promise.all(job.programs.flatMap((code, row) => job.tests.map(async (test, column) => {
    if (free > 0) free -= 1
    else await new Promise(resolve => { waiting.push(resolve) })
    table[row][column] = await runPlain(code, test, job.comparison)
    const next = waiting.shift()
    if (next) next()
    else free += 1
  })))
  return table
}

const sandboxes = Object.fromEntries(['reuse', 'isolate'].map(mode =>
  [mode, createSandbox(sandboxConfig.parse({ isolation: values.isolation, lanes, mode, maxGroundTruthTests: null }))]))
const report = { cells: 0, programs: 0, tasks: 0, seed, verdicts: {}, kinds: {}, differences: [] }

async function compareTask({ taskId, float, programs, tests }) {
  const job = { timeLimitMs: limitMs, memoryLimitBytes: 2 ** 29, exeMethod: 'stdin', comparison: float ? 'float' : 'tokens', programs: programs.map(({ code }) => code), tests }
  const inSandbox = async mode => (await sandboxes[mode].run(job, new AbortController().signal)).verdicts
  const [reuse, isolate, plain] = await Promise.all([inSandbox('reuse'), inSandbox('isolate'), runPlainTable(job)])
  report.tasks += 1
  for (const [row, { kind, code }] of programs.entries()) {
    report.programs += 1
    report.kinds[kind] = (report.kinds[kind] ?? 0) + 1
    for (const [column, verdict] of reuse[row].entries()) {
      report.cells += 1
      report.verdicts[verdict] = (report.verdicts[verdict] ?? 0) + 1
      const others = { reuse: verdict, isolate: isolate[row][column], plain: plain[row][column] }
      if (new Set(Object.values(others)).size > 1) report.differences.push({ taskId, kind, test: column, ...others, code })
    }
  }
}

const running = new Set()
for await (const task of mutants()) {
  const work = compareTask(task).finally(() => running.delete(work))
  running.add(work)
  if (running.size >= 2 * lanes) await Promise.race(running)
  if (!values.json && report.tasks % 20 === 0 && process.stderr.isTTY) process.stderr.write(`\r${report.cells} cells compared, ${report.differences.length} differ `)
}
await Promise.all(running)
await Promise.all(Object.values(sandboxes).map(sandbox => sandbox.close()))
if (values.json) console.log(JSON.stringify(report))
else {
  console.log(`${report.cells} cells (${report.programs} programs of ${Object.keys(report.kinds).length} kinds, ${report.tasks} tasks, seed ${seed}): ${report.differences.length} differ between reuse, isolate and a plain process`)
  console.log(Object.entries(report.verdicts).map(([verdict, count]) => `${verdict} ${count}`).join(', '))
  for (const { code, ...difference } of report.differences.slice(0, 20)) console.log(JSON.stringify(difference), `\n${code.slice(0, 300)}`)
}
process.exitCode = report.differences.length > 0 ? 1 : 0
