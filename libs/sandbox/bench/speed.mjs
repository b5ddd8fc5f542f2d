// Cells a second of the sandbox (isolation full, both modes) against a python3 process a cell, interleaved, on the same programs.
// npx nx run sandbox:bench [-- --lanes 2 --pairs 3 --tasks 10]
import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'
import { createSandbox, sandboxConfig } from '../dist/index.js'

const { values } = parseArgs({ options: { lanes: { type: 'string', default: '2' }, pairs: { type: 'string', default: '3' }, tasks: { type: 'string', default: '10' } } })
const [lanes, pairs, tasks] = [values.lanes, values.pairs, values.tasks].map(Number)
const [programs, tests] = [16, 24]

/** What a small model writes: list programs, three in four right, some wrong, some that crash; all distinct. */
function makeJob(task) {
  const operations = ['x + 3', 'x * 2', 'x - 1', 'x * x', '-x', 'abs(x)', 'x // 2', 'x % 7', 'max(x, 0)', 'min(x, 9)']
  const operation = operations[task % operations.length]
  const program = index => {
    const wrong = index % 8 === 3 ? 'x + 1' : operation
    const crash = index % 8 === 7 ? 'xs[len(xs)]' : '0'
    return [
      'import sys', 'from collections import Counter', `def solve_${index}(xs):`, `    ys = [${wrong} for x in xs if x % 2 == 0 or x > ${task}]`,
      `    extra = ${crash}`, '    counts = Counter(ys)', '    return sum(y * counts[y] for y in sorted(set(ys))) + extra',
      'def main():', '    data = list(map(int, sys.stdin.read().split()))', `    print(solve_${index}(data[1:]))`, 'if __name__ == "__main__":', '    main()',
    ].join('\n')
  }
  const input = index => {
    const numbers = Array.from({ length: 5 + index % 4 }, (_, i) => (index * 31 + i * 17 + task * 7) % 50 - 10)
    return `${numbers.length}\n${numbers.join(' ')}\n`
  }
  return {
    timeLimitMs: 1000, memoryLimitBytes: 2 ** 28, exeMethod: 'stdin', comparison: 'tokens',
    programs: Array.from({ length: programs }, (_, i) => program(i)),
    tests: Array.from({ length: tests }, (_, i) => ({ input: input(i), output: '1' })),
  }
}

const jobs = Array.from({ length: tasks }, (_, task) => makeJob(task))
const never = new AbortController().signal

async function sandboxSpeed(mode, some) {
  const sandbox = createSandbox(sandboxConfig.parse({ isolation: 'full', lanes, mode }))
  await Promise.all(Array.from({ length: lanes }, () => sandbox.run({ ...jobs[0], programs: ['print(1)'] }, never))) // starts the lanes
  const start = performance.now()
  await Promise.all(some.map(job => sandbox.run(job, never)))
  const seconds = (performance.now() - start) / 1000
  await sandbox.close()
  return some.length * programs * tests / seconds
}

async function processSpeed(job) {
  const cells = job.programs.slice(0, 8).flatMap(program => job.tests.map(({ input }) => ({ program, input })))
  const start = performance.now()
  const work = async () => {
    for (let cell = cells.pop(); cell !== undefined; cell = cells.pop()) {
      const child = spawn('/usr/bin/python3', ['-I', '-S', '-c', cell.program], { stdio: ['pipe', 'pipe', 'ignore'] })
      child.stdin.on('error', () => undefined).end(cell.input)
      child.stdout.resume()
      await new Promise(resolve => { child.on('close', resolve) })
    }
  }
  const count = cells.length
  await Promise.all(Array.from({ length: lanes }, work))
  return count / ((performance.now() - start) / 1000)
}

const speeds = { reuse: [], isolate: [], process: [] }
for (let pair = 0; pair < pairs; pair++) {
  speeds.process.push(await processSpeed(jobs[pair % tasks]))
  speeds.reuse.push(await sandboxSpeed('reuse', jobs))
  speeds.isolate.push(await sandboxSpeed('isolate', jobs.slice(0, 1)))
}
const median = list => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]
for (const [name, list] of Object.entries(speeds)) {
  const ratio = median(list.map((speed, i) => speed / speeds.process[i]))
  console.log(`${name.padEnd(8)} ${median(list).toFixed(0).padStart(6)} cells/s, ${ratio.toFixed(1)} x a process a cell (${lanes} lanes; all: ${list.map(speed => speed.toFixed(0)).join(' ')})`)
}
