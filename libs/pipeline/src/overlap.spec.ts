import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, jest, test } from '@jest/globals'
import { concatMap, lastValueFrom, tap } from 'rxjs'
import type { Batch, StepReport } from '@cure-ts/records'
import { fakeComplete, fakeContext, fakeLearner } from './fakes.spec.fixture.ts'
import { gather, learn } from './run-step.ts'
import { train } from './train.ts'

jest.setTimeout(60_000)

const cleanups: (() => void)[] = []
afterEach(() => { for (const cleanup of cleanups.splice(0)) cleanup() })

/** What takes how long, in milliseconds: a request, a table, an update of one role; a function is asked each time. */
type Latency = number | (() => number)
interface Latencies { readonly sample: Latency, readonly execute: Latency, readonly update: Latency }

const wait = (latency: Latency) => sleep(typeof latency === 'number' ? latency : latency())

async function slowContext({ sample, execute, update }: Latencies, changes: Record<string, unknown>) {
  const made = await fakeContext(changes)
  cleanups.push(made.remove)
  const learner = fakeLearner()
  const { session } = made
  return {
    ...made,
    learner: { ...learner, update: async (...args: Parameters<typeof learner.update>) => {
      await wait(update)
      return learner.update(...args)
    } },
    session: {
      ...session,
      complete: async (...args: Parameters<typeof fakeComplete>) => {
        await wait(sample)
        return fakeComplete(...args)
      },
      sandbox: { ...session.sandbox, run: async (...args: Parameters<typeof session.sandbox.run>) => {
        await wait(execute)
        return session.sandbox.run(...args)
      } },
    },
  }
}

/** Mean milliseconds between the reports. */
async function paceOf(latencies: Latencies, maxPolicyLag: number): Promise<number> {
  const steps = 5
  const context = await slowContext(latencies, { steps, maxPolicyLag })
  const times: number[] = []
  await lastValueFrom(train(context).pipe(tap(() => times.push(performance.now()))))
  return (times.at(-1)! - times[0]!) / (steps - 1)
}

test('with a lag of one a step takes as long as its slowest stage, without a lag as long as all', async () => {
  const latencies = { sample: 300, execute: 10, update: 150 } // An update of each role.
  const [ahead, inTurn] = await Promise.all([paceOf(latencies, 1), paceOf(latencies, 0)])
  expect(inTurn).toBeGreaterThan(600)
  expect(ahead).toBeLessThan(0.75 * inTurn) // About half; learner:bench-overlap measures it more exactly, on a machine that does nothing else.
})

test('the sampler goes on while a table of an earlier step is executed, and steps are learned in their order', async () => {
  const context = await slowContext({ sample: 1, execute: 1, update: 40 }, { steps: 4, maxPolicyLag: 2, tasksPerStep: 1, sandbox: { lanes: 4 } })
  const { run } = context.session.sandbox
  let [asked, tables, askedMeanwhile] = [0, 0, 0]
  const slowFirst = async (...args: Parameters<typeof run>) => {
    tables += 1
    if (tables === 1) {
      await sleep(300)
      askedMeanwhile = asked
    }
    return run(...args)
  }
  const complete: typeof fakeComplete = (...args) => {
    asked += 1
    return context.session.complete(...args)
  }
  const session = { ...context.session, complete, sandbox: { ...context.session.sandbox, run: slowFirst } }
  const reports: number[] = []
  await lastValueFrom(train({ ...context, session }).pipe(tap(event => { if (event.type === 'step') reports.push(event.report.step) })))
  expect(askedMeanwhile).toBe(6) // Two requests of each of three steps; the fourth has to wait for the first update.
  expect(reports).toEqual([1, 2, 3, 4])
})

test('without a lag the run is the sequential one bit for bit, whatever takes how long', async () => {
  const changes = { steps: 5, maxPolicyLag: 0, curriculum: 'measured' }
  const jitter = () => Math.random() * 30
  const overlapped = await slowContext({ sample: jitter, execute: jitter, update: jitter }, changes)
  await lastValueFrom(train(overlapped))

  const sequential = await fakeContext(changes)
  cleanups.push(sequential.remove)
  const reports: StepReport[] = []
  for (let step = 1; step <= 5; step += 1) {
    const policyVersion = reports.at(-1)?.policyVersion ?? 0
    const report = await lastValueFrom(gather(sequential, step, policyVersion, reports, () => undefined).pipe(concatMap(experience => learn(sequential, experience, reports))))
    reports.push(report)
  }

  const untimed = ({ seconds: _seconds, execution: _execution, ...report }: StepReport) => report
  expect((await overlapped.run.readReports()).map(untimed)).toEqual(reports.map(untimed))
  expect(bytesOf(overlapped.learner.batches)).toEqual(bytesOf(sequential.learner.batches))
  expect(overlapped.learner.batches).toHaveLength(10)
})

/** Every array of the batches, by its bytes. */
function bytesOf(batches: readonly Batch[]): unknown {
  return batches.map(batch => Object.entries(batch).map(([name, value]) => [name, ArrayBuffer.isView(value) ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex') : value]))
}
