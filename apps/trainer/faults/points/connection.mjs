// A bridge that stalls, drops and comes back, and learners that come late or in another's place.
import { setTimeout as sleep } from 'node:timers/promises'
import { signal } from '../processes.mjs'

/** Longer than ZeroMQ waits for a heartbeat, so that it connects again; the pipeline waits a minute for a word. */
const [stallMs, dropMs] = [20_000, 5000]
const world = 'running learner'

export const connectionPoints = [
  {
    name: 'the bridge stalled for 20 s during the coder\'s update, step 2', world, moment: 'learning-1:2', goesOn: true,
    strike: async ({ world: { proxy } }) => {
      proxy.stall()
      await sleep(stallMs)
      proxy.mend()
    },
  },
  {
    name: 'the bridge dropped for 5 s during the tester\'s update, step 2', world, moment: 'learning-2:2', goesOn: true,
    strike: async ({ world: { proxy } }) => {
      proxy.drop()
      await sleep(dropMs)
      proxy.mend()
    },
  },
  {
    name: 'the bridge lost a batch of step 2', world, moment: 'update:2', goesOn: true,
    strike: async ({ world: { proxy }, release }) => {
      proxy.stall()
      release()
      await sleep(dropMs)
      proxy.drop()
      proxy.mend()
    },
  },
  {
    name: 'the bridge lost the answer to the last batch of step 2', world, moment: 'committed:2', goesOn: true,
    strike: async ({ world: { proxy }, release }) => {
      proxy.drop()
      release()
      await sleep(dropMs)
      proxy.mend()
    },
  },
  {
    name: 'the bridge stalled for good during the coder\'s update, step 2', world, moment: 'learning-1:2',
    says: /The learner at tcp:\S+ did not answer BATCH for 60 s; look whether it runs, and resume\./,
    strike: async ({ world: { proxy }, training }) => {
      proxy.stall()
      await training.ended()
      proxy.drop()
    },
    repair: ({ world: { proxy } }) => proxy.mend(),
  },
  {
    name: 'the learner stood still during the coder\'s update, step 2', world: 'own learner', moment: 'learning-1:2',
    says: /The learner at tcp:\S+ did not answer BATCH for 60 s; look whether it runs, and resume\./,
    strike: async ({ heldPid, training }) => {
      signal([heldPid], 'SIGSTOP')
      await training.ended()
    },
  },
  {
    name: 'killed Node during the coder\'s update, step 2, by a learner that runs on', world, moment: 'learning-1:2', strike: ({ training }) => { training.kill() },
  },
  {
    name: 'killed Node between the updates of step 2, by a learner that runs on', world, moment: 'after-update:2', strike: ({ training }) => { training.kill() },
  },
  {
    name: 'a learner that ran already was killed and started again during the coder\'s update, step 2', world, moment: 'learning-1:2', says: /say HELLO again/, strike: takePlace,
  },
  {
    name: 'a learner that ran already was killed and started again during execute, step 2', world, moment: 'execute:2', says: /say HELLO again/, strike: takePlace,
  },
  {
    name: 'the learner came later than Node', world, moment: null, goesOn: true,
    strike: async ({ world: { startServer }, training }) => {
      await training.untilSaid(/connecting to the learner/)
      await sleep(dropMs)
      await startServer()
    },
  },
]

async function takePlace({ world: { serverPid, startServer } }) {
  signal([serverPid()], 'SIGKILL')
  await startServer()
}
