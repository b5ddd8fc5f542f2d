// SIGKILL of every process of a run at every stage of a step, and a rank that stands still.
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { descendants, signal } from '../processes.mjs'

/** How long what was let go on takes at most to send the next request to someone who does not move. */
const handedOutMs = 10_000
const stages = ['sample', 'execute', 'tabulate', 'reward', 'batch']
const stageMoments = stages.map(stage => [`${stage}:2`, `during ${stage}, step 2`])
const updateMoments = [['learning-1:2', 'during the coder\'s update, step 2'], ['learning-2:2', 'during the tester\'s update, step 2']]
const checkpointMoments = [
  ['writing:2', 'while the checkpoint of step 2 is written'],
  ['renaming:2', 'before the checkpoint of step 2 has its name'],
  ['committed:2', 'between the checkpoint of step 2 and its answer'],
]

const node = [
  ['sample:1', 'during sample, step 1'], ['learning-2:1', 'during the tester\'s update, step 1'],
  ...stageMoments, ['update:2', 'before a batch of step 2 is sent'], ...updateMoments, ['after-update:2', 'between the updates of step 2'], ...checkpointMoments,
].map(([moment, when]) => ({ name: `killed Node ${when}`, world: 'own learner', moment, strike: killNode }))

const learner = [['beginning:1', 'while a run begins'], ...stageMoments.slice(1), ...updateMoments, ...checkpointMoments].map(([moment, when]) => ({
  name: `killed the learner ${when}`, world: 'own learner', moment, strike: killLearner, says: /The learner \(process \d+\) was killed/,
}))

const lanes = [...stageMoments, updateMoments[0], checkpointMoments[1]].map(([moment, when]) => ({
  name: `killed the sandbox's lane ${when}`, world: 'own learner', moment, strike: ({ training }) => signal(lanesOf(training), 'SIGKILL'), goesOn: true,
}))

/** In the last of these rank 0 is told to end, and often has answered before it does. */
const ranks = [...stageMoments.filter(([moment]) => moment !== 'tabulate:2'), updateMoments[0], checkpointMoments[1]].map(([moment, when]) => ({
  name: `killed rank 1 ${when}`, world: 'two ranks', moment, strike: killRank, goesOn: moment === 'renaming:2' ? 'perhaps' : false, says: /Rank 1 \(process \d+\) was killed by SIGKILL/,
}))

const startedSampler = [stageMoments[1], updateMoments[0]].map(([moment, when]) => ({
  name: `killed the sampler that the run started ${when}`, world: 'started sampler', moment,
  strike: ({ training }) => signal(samplersOf(training), 'SIGKILL'), says: /The sampler at \S+ ended with exit code 1 by itself \(it last said: Ended by SIGKILL\)/,
}))

export const killPoints = [
  ...node,
  {
    name: 'killed Node before the checkpoint of step 2 has its name, and resumed at once',
    world: 'own learner', moment: 'renaming:2', strike: killNode, resumesAtOnce: true,
  },
  ...learner,
  {
    name: 'killed the learner with a request in hand, step 2',
    world: 'own learner', moment: 'sample:2', strike: struck => killAtWork(struck, learnersOf(struck.training)), says: /The learner \(process \d+\) was killed/,
  },
  ...lanes,
  {
    name: 'killed the sandbox\'s lane with a table in hand, step 2',
    world: 'own learner', moment: 'execute:2', strike: struck => killAtWork(struck, lanesOf(struck.training)), goesOn: true,
  },
  ...ranks,
  {
    name: 'rank 1 stood still for 80 s during the coder\'s update, step 2', world: 'two ranks', moment: 'learning-1:2', strike: holdRank, goesOn: true,
    says: /waiting for rank 1 \(process \d+ on \S+\), which has been silent for \d+ s/,
  },
  ...startedSampler,
  {
    name: 'killed the sampler that the run started with a request in hand, step 2',
    world: 'started sampler', moment: 'sample:2', strike: struck => killAtWork(struck, samplersOf(struck.training)), says: /The sampler at \S+ ended with exit code 1 by itself/,
  },
  {
    name: 'killed a sampler that ran already with a request in hand, step 2',
    world: 'running sampler', moment: 'sample:2', strike: struck => killAtWork(struck, [struck.world.serverPid()]),
    says: /The sampler cannot be reached: .*; start it there, then start again/, repair: ({ world }) => world.startServer(),
  },
  {
    name: 'killed a sampler that ran already during the coder\'s update, step 1, and started it again',
    world: 'running sampler', moment: 'learning-1:1', strike: startServerAgain, goesOn: true,
  },
]

function killNode({ training }) {
  training.kill()
}

/** The process that was held, or where Node was, its learner. */
function killLearner({ training, heldPid }) {
  signal(heldPid === training.pid ? learnersOf(training) : [heldPid], 'SIGKILL')
}

/** Stops processes, lets the run hand them something to do, and kills them. */
async function killAtWork({ release }, pids) {
  signal(pids, 'SIGSTOP')
  release()
  await sleep(handedOutMs)
  signal(pids, 'SIGKILL')
}

async function startServerAgain({ world }) {
  signal([world.serverPid()], 'SIGKILL')
  await world.startServer()
}

function killRank({ training }) {
  signal(ranksOf(training), 'SIGKILL')
}

/** Longer than rank 0 waits before it says so. */
async function holdRank({ training, release }) {
  signal(ranksOf(training), 'SIGSTOP')
  release()
  await sleep(80_000)
  signal(ranksOf(training), 'SIGCONT')
}

/** Rank 1. */
const ranksOf = training => training.others().map(({ pid }) => pid).filter(pid => environmentOf(pid).includes('RANK=1'))

const learnersOf = training => some(training, ({ command }) => command.includes('cure_learner serve') && command.includes('--bridge'))
/** Without the guard that stands beside a server. */
const samplersOf = training => some(training, ({ command }) => command.includes('cure_learner serve') && !command.includes('--bridge') && !command.includes('guard.js'))
/** The jail and what is in it. */
const lanesOf = training => some(training, ({ command }) => command.includes('bwrap')).flatMap(pid => [pid, ...descendants(pid).map(below => below.pid)])
const environmentOf = pid => readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')

function some(training, isWanted) {
  const found = training.others().filter(isWanted).map(({ pid }) => pid)
  if (found.length === 0) throw new Error(`There is no such process: ${training.others().map(({ command }) => command).join('\n')}`)
  return found
}
