import { afterEach, describe, expect, test } from '@jest/globals'
import { firstValueFrom, lastValueFrom, map, pipe, take, toArray } from 'rxjs'
import type { StepReport } from '@cure-ts/records'
import { bestEvaluation } from './best-evaluation.ts'
import { fakeComplete, fakeContext, fakeLearner, tasksUpTo } from './fakes.spec.fixture.ts'
import { train, type TrainContext, type TrainEvent } from './train.ts'

const cleanups: (() => void)[] = []
afterEach(() => { for (const cleanup of cleanups.splice(0)) cleanup() })

async function context(changes?: Record<string, unknown>) {
  const made = await fakeContext(changes)
  cleanups.push(made.remove)
  return made
}

/** The same run again, as after an interruption, with a learner that has all its updates. */
async function continued(made: TrainContext & { readonly learner: ReturnType<typeof fakeLearner> }) {
  const learner = fakeLearner()
  learner.batches.push(...made.learner.batches)
  const [reports, evaluations] = [await made.run.readReports(), await made.run.readEvaluations()]
  return { ...made, learner, reports, evaluations, policyVersion: reports.at(-1)?.policyVersion ?? 0 }
}

/** Every program is wrong once the learner has done so many steps of two updates. */
function collapsingAfter<T extends TrainContext & { readonly learner: ReturnType<typeof fakeLearner> }>(made: T, steps: number): T {
  const complete: typeof fakeComplete = async (request, signal) => {
    const answered = await fakeComplete(request, signal)
    if (made.learner.batches.length <= 2 * steps) return answered
    return answered.map(group => group.map(sample => ({ ...sample, text: '```python\nnonsense\n```' })))
  }
  return { ...made, session: { ...made.session, complete } }
}

/** The rewards of one task do not differ. */
function teachingAllBut<T extends TrainContext>(made: T, taskId: string): T {
  const rewards: typeof made.stages.rewards = {
    reward: config => pipe(made.stages.rewards.reward(config), map(record => record.taskId !== taskId ? record : {
      ...record, programAdvantages: record.programAdvantages.map(() => null), testAdvantages: record.testAdvantages.map(() => null),
    })),
  }
  return { ...made, stages: { ...made.stages, rewards } }
}

const eventsOf = (from: TrainContext): Promise<TrainEvent[]> => lastValueFrom(train(from).pipe(toArray()))
const namesOf = (events: readonly TrainEvent[]) => events.map(event => event.type === 'step' ? `step ${event.report.step}` : `${event.evaluation.split} ${event.evaluation.step}`)
const untimed = ({ seconds: _seconds, execution: _execution, ...report }: StepReport) => report

describe('train', () => {
  test('reports every step, with both roles\' updates in turn', async () => {
    const made = await context()
    const events = await eventsOf(made)
    expect(namesOf(events)).toEqual(['step 1', 'step 2'])
    expect(made.learner.batches.map(({ step, phase, last }) => `${step} ${phase} ${last}`)).toEqual(['1 coder false', '1 tester true', '2 coder false', '2 tester true'])
    const [first] = await made.run.readReports()
    expect(first).toMatchObject({
      step: 1,
      policyVersion: 2,
      counts: { tasks: 3, programs: 12, programsCorrect: 6, tests: 6, testsCorrect: 3 },
      trained: { coder: 12, tester: 6 },
      metrics: { 'coder/loss': 0.5, 'tester/loss': 0.5 },
      warnings: [],
    })
  })

  test('evaluates before and after, validates on time and keeps the best checkpoint', async () => {
    const made = { ...await context({ evaluation: { everySteps: 1 } }), heldOut: tasksUpTo(2), validation: tasksUpTo(1) }
    const events = await eventsOf(made)
    expect(namesOf(events)).toEqual(['held-out 0', 'step 1', 'validation 1', 'step 2', 'validation 2', 'held-out 2'])
    expect(made.learner.saved).toEqual(['best']) // The second validation is no better.
    const evaluations = await made.run.readEvaluations()
    expect(evaluations[0]?.statistics.codeAccuracy?.value).toBe(0.5)
    expect(evaluations[0]?.referenceTestAccuracy?.value).toBe(0.5)
  })

  test('leaves the best checkpoint where it is when the policy collapses, and says so', async () => {
    const made = { ...await context({ steps: 3, evaluation: { everySteps: 1 } }), validation: tasksUpTo(4) }
    const evaluations = await eventsOf(collapsingAfter(made, 1)).then(() => made.run.readEvaluations())
    expect(evaluations.map(({ step, statistics }) => `${step}: ${statistics.codeAccuracy?.value}`)).toEqual(['1: 0.5', '2: 0', '3: 0'])
    expect(made.learner.saved).toEqual(['best'])
    expect(bestEvaluation(evaluations)?.step).toBe(1)
    expect(evaluations.map(({ warnings }) => warnings?.length)).toEqual([0, 1, 1])
    expect(evaluations[2]?.warnings?.[0]).toMatch(/^After step 3 validation is clearly below its best, which was after step 1 \(code 0.0% .*: go back to checkpoints\/best/)
  })

  test('saves no checkpoint as the best when a collapsed run is resumed', async () => {
    const made = { ...await context({ steps: 2, evaluation: { everySteps: 1 } }), validation: tasksUpTo(4) }
    await eventsOf(collapsingAfter(made, 1))
    const resumed = { ...await continued(made), config: { ...made.config, steps: 3 } }
    expect(namesOf(await eventsOf(collapsingAfter(resumed, 1)))).toEqual(['step 3', 'validation 3'])
    expect(resumed.learner.saved).toEqual([])
  })

  test('makes the validation up that an interruption prevented, and its checkpoint', async () => {
    const made = { ...await context({ evaluation: { everySteps: 1 } }), validation: tasksUpTo(1) }
    await firstValueFrom(train(made)) // The report is on disk, its validation is not.
    expect(made.learner.saved).toEqual([])
    const resumed = await continued(made)
    expect(namesOf(await eventsOf(resumed))).toEqual(['validation 1', 'step 2', 'validation 2'])
    expect(resumed.learner.saved).toEqual(['best'])
  })

  test.each(['all', 'reports'])('draws by what earlier steps taught, and alike after an interruption (keep: %s)', async keep => {
    const changes = { keep, curriculum: 'measured', steps: 8, tasksPerStep: 2 }
    const undisturbed = teachingAllBut(await context(changes), 'task-1')
    await eventsOf(undisturbed)
    const stopped = teachingAllBut(await context(changes), 'task-1')
    await lastValueFrom(train(stopped).pipe(take(5)))
    await eventsOf(await continued(stopped))
    const reports = await undisturbed.run.readReports()
    expect((await stopped.run.readReports()).map(untimed)).toEqual(reports.map(untimed))
    const drawn = reports.flatMap(({ trainedShares }) => Object.keys(trainedShares!))
    expect(drawn.slice(0, 5).toSorted()).toEqual(tasksUpTo(5).map(({ task_id }) => task_id))
    // 16 places among four tasks of weight 1 and one of 1/4; drawn uniformly it would be three times or more.
    expect(drawn.filter(id => id === 'task-1')).toHaveLength(1)
    expect(reports.find(({ trainedShares }) => 'task-1' in trainedShares!)?.trainedShares?.['task-1']).toBe(0)
  })

  test('evaluates once where there is nothing to train', async () => {
    const made = { ...await context({ steps: 0 }), heldOut: tasksUpTo(2) }
    expect(namesOf(await eventsOf(made))).toEqual(['held-out 0'])
    expect(await made.run.readEvaluations()).toHaveLength(1)
  })

  test('goes on from stored records without sampling, and comes to the same reports', async () => {
    const undisturbed = await context()
    await eventsOf(undisturbed)
    const stopped = await context()
    await firstValueFrom(train(stopped).pipe(take(1)))
    const executed = await undisturbed.run.readExecuted(2)
    await stopped.run.writeExecuted(2, executed!)
    const learner = fakeLearner()
    learner.batches.push(...stopped.learner.batches)
    const noSampler = { ...stopped.session, complete: async () => { throw new Error('must not sample') } }
    const events = await eventsOf({ ...stopped, session: noSampler, learner, reports: await stopped.run.readReports() })
    expect(namesOf(events)).toEqual(['step 2'])
    expect((await stopped.run.readReports()).map(untimed)).toEqual((await undisturbed.run.readReports()).map(untimed))
  })

  test('trains on the programs alone where another model writes the tests', async () => {
    const made = await context({ sampler: { testerBaseUrl: 'http://127.0.0.1:1/v1' }, rewards: { coderReward: 'label-free' } })
    const asked: string[] = []
    const completeTests: typeof fakeComplete = (request, signal) => {
      asked.push(...request.prompts)
      return fakeComplete(request, signal)
    }
    const [event] = await eventsOf({ ...made, session: { ...made.session, completeTests } })
    expect(asked.every(prompt => prompt.startsWith('t '))).toBe(true)
    expect(asked).toHaveLength(6)
    expect(event).toMatchObject({ report: { trained: { coder: 12, tester: 0 }, dropped: [{ role: 'tester', reason: 'not-trained', count: 6 }] } })
  })

  test('samples a step only when the update that it may lag behind is done', async () => {
    for (const maxPolicyLag of [0, 1]) {
      const made = await context({ steps: 4, maxPolicyLag })
      const log: string[] = []
      const session = { ...made.session, complete: (request: Parameters<typeof fakeComplete>[0], signal: AbortSignal) => {
        if (request.prompts[0]!.startsWith('c')) log.push('sample')
        return fakeComplete(request, signal)
      } }
      const learner = { ...made.learner, update: async (...args: Parameters<typeof made.learner.update>) => {
        await new Promise(resolve => { setTimeout(resolve, 30) })
        log.push(args[0].phase)
        return made.learner.update(...args)
      } }
      // One request a task, three tasks a step.
      await eventsOf({ ...made, session, learner })
      const sampledBeforeFirstUpdate = log.indexOf('coder')
      expect(sampledBeforeFirstUpdate).toBe(3 * (1 + maxPolicyLag))
    }
  })

  test('ends with one sentence when nothing can be sampled', async () => {
    const made = await context()
    const session = { ...made.session, complete: async () => { throw new Error('The sampler is down.') } }
    await expect(eventsOf({ ...made, session })).rejects.toThrow('No sample of step 1 succeeded: The sampler is down.')
    expect(await made.run.readExecuted(1)).toBeNull()
  })

  test('keeps no evaluation in which nothing could be sampled', async () => {
    const made = { ...await context(), heldOut: tasksUpTo(2) }
    const session = { ...made.session, complete: async () => { throw new Error('The sampler is down.') } }
    await expect(eventsOf({ ...made, session })).rejects.toThrow('No sample of the evaluation succeeded: The sampler is down.')
    expect(await made.run.readEvaluations()).toEqual([])
  })

  test('stops sampling when it is unsubscribed', async () => {
    const made = await context()
    let aborted = false
    const session = { ...made.session, complete: (_request: unknown, signal: AbortSignal) => new Promise<never>(() => {
      signal.addEventListener('abort', () => { aborted = true })
    }) }
    const subscription = train({ ...made, session }).subscribe()
    await new Promise(resolve => { setTimeout(resolve, 50) })
    subscription.unsubscribe()
    expect(aborted).toBe(true)
  })
})
