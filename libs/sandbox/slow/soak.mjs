// Hostile load for a long time: processes, descriptors, memory, folders and control groups of the sandbox must not grow.
// npx nx run sandbox:soak [-- --minutes 30 --isolation full --lanes 2 --json]. Exit code 1 if something grew or a sibling's verdict was wrong.
import { readdirSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { descendants, residentBytes } from '../bench/process-tree.mjs'
import { groupsOf, leftovers } from '../dist/hostile.spec.fixture.js'
import { createSandbox, sandboxConfig } from '../dist/index.js'
import { jailsPerLane } from '../dist/jail-pool.js'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' }, isolation: { type: 'string', default: 'full' }, lanes: { type: 'string', default: String(availableParallelism()) },
    json: { type: 'boolean', default: false },
  },
})
const minutes = Number(values.minutes)
const intervals = 12
/** MB that Node with its caches, and a process of the jails, may grow by from the second quarter to the last, each at its lowest: attacks fill memory for moments. */
const spareMb = 100
const spareMbPerProcess = 4

const warm = createSandbox(sandboxConfig.parse({ isolation: values.isolation, lanes: 1 })) // What Node opens with its first child, it keeps.
await warm.check()
await warm.close()
const sandbox = createSandbox(sandboxConfig.parse({ isolation: values.isolation, lanes: Number(values.lanes), maxOutputBytes: 1_000_000, idleLimitMs: 300 }))
const outside = { processes: descendants(process.pid).length, descriptors: countDescriptors(), leftovers: leftovers().length, folders: ourFolders() }
const counts = { tables: 0, cells: 0, wrongSiblings: 0, missing: 0 }
const end = performance.now() + minutes * 60_000
let serial = 0

/** One table of attacks between siblings, each program unlike any before it: nothing comes from a cache. */
async function attack(attacks, { tests, timeLimitMs }) {
  serial += 1
  const sibling = n => `print({"1": "42secret", "2": "in"}[input()])  # ${serial} ${n}`
  const programs = [...attacks.flatMap(([, , program], n) => [sibling(n), `${program}\n# ${serial}`]), sibling(attacks.length)]
  const job = { timeLimitMs, memoryLimitBytes: 2 ** 27, exeMethod: 'stdin', comparison: 'tokens', programs, tests: tests.map(([input, output]) => ({ input, output })) }
  const { verdicts } = await sandbox.run(job, new AbortController().signal)
  counts.tables += 1
  counts.cells += verdicts.flat().length
  counts.missing += verdicts.flat().filter(verdict => verdict === 'missing').length
  for (const [n, row] of verdicts.entries()) if (n % 2 === 0) counts.wrongSiblings += row.filter(verdict => verdict !== 'passed' && verdict !== 'missing').length
}

function countDescriptors() {
  return readdirSync('/proc/self/fd').length
}

/** Working folders and control groups of this process's jails that are there. */
function ourFolders() {
  return [tmpdir(), '/sys/fs/cgroup', '/sys/fs/cgroup/memory', '/sys/fs/cgroup/pids'].flatMap(folder => {
    try {
      return readdirSync(folder).map(name => join(folder, name))
    } catch {
      return []
    }
  }).filter(path => path.includes(`cure-jail-${process.pid}-`)).length
}

function measure() {
  const memory = residentBytes()
  return {
    minute: (minutes * 60_000 - (end - performance.now())) / 60_000, ...counts, processes: descendants(process.pid).length, descriptors: countDescriptors(),
    folders: ourFolders(), nodeMb: memory.own / 1e6, jailsMb: memory.below / 1e6, load: loadavg()[0],
  }
}

const show = sample => console.error(Object.entries(sample).map(([name, value]) => `${name} ${Number.isInteger(value) ? value : value.toFixed(1)}`).join(', '))
const samples = []
const groups = groupsOf(values.isolation)
const work = async lane => {
  for (let n = lane; performance.now() < end; n++) {
    const group = groups[n % groups.length]
    const from = (n * 7) % group.attacks.length
    await attack(group.attacks.slice(from, from + 7), group)
  }
}
const timer = setInterval(() => {
  samples.push(measure())
  if (!values.json) show(samples.at(-1))
}, minutes * 60_000 / intervals)
await Promise.all(Array.from({ length: Number(values.lanes) * 2 }, (_, lane) => work(lane)))
clearInterval(timer)
samples.push(measure())
await sandbox.close()

const after = { processes: descendants(process.pid).length, descriptors: countDescriptors(), leftovers: leftovers().length, folders: ourFolders() }
const quarter = intervals / 4
const grown = of => {
  const [early, late] = [samples.slice(quarter, 2 * quarter), samples.slice(-quarter)].map(some => Math.min(...some.map(of)))
  return { early, late, mb: late - early }
}
const [node, jails] = [grown(({ nodeMb }) => nodeMb), grown(({ jailsMb, processes }) => jailsMb / processes)] // How many jails there are depends on how many programs wait for their limits.
const mostJails = jailsPerLane * Number(values.lanes)
const faults = [
  ...Object.keys(outside).filter(name => after[name] > outside[name]).map(name => `${name}: ${outside[name]} before, ${after[name]} after`),
  ...samples.filter(({ processes }) => processes > 4 * mostJails).map(({ minute, processes }) => `${processes} processes at minute ${minute.toFixed(1)}`),
  ...(node.mb > spareMb ? [`Node's memory grew from ${node.early.toFixed(0)} to ${node.late.toFixed(0)} MB`] : []),
  ...(jails.mb > spareMbPerProcess ? [`the jails' memory grew from ${jails.early.toFixed(1)} to ${jails.late.toFixed(1)} MB a process`] : []),
  ...(counts.wrongSiblings > 0 ? [`${counts.wrongSiblings} wrong verdicts of siblings`] : []),
]
if (values.json) console.log(JSON.stringify({ minutes, isolation: values.isolation, outside, after, samples, faults }))
else {
  show(samples.at(-1))
  console.log(`Before ${JSON.stringify(outside)}, after ${JSON.stringify(after)}: ${faults.length === 0 ? 'nothing grew' : faults.join('; ')}`)
}
process.exitCode = faults.length > 0 ? 1 : 0
