import { expect, test } from '@jest/globals'
import type { Task } from '@cure-ts/records'
import { pipelineNames } from './agentic-config.ts'
import { pretend, runWithSpecifications, solved, task } from './fakes.spec.fixture.ts'
import type { AskRequest } from './ports.ts'

const publicly = { ...task, example_input: ['e'], example_output: ['42'] }
/** All but the public part is another's. */
const otherwise: Task = { ...publicly, test_input: ['hidden input'], test_output: ['hidden output'], solutions: ['hidden solution'], wrong_solutions: ['hidden error'] }

/** Everything that a pipeline asked, ran and decided; the last run is the judge's. */
async function workOn(pipeline: typeof pipelineNames[number], about: Task) {
  const asked: AskRequest[] = []
  const { events, end } = await solved({ pipeline, programs: 4, tests: 3, specifications: 2 }, {
    run: runWithSpecifications,
    ask: (request, signal) => {
      asked.push(request)
      return pretend(request, signal)
    },
  }, about)
  const worked = events.slice(1, events.findLastIndex(({ event }) => event === 'run')).map(event => ({ ...event, seconds: 0 }))
  return { asked, worked, end }
}

test.each(pipelineNames)('%s asks, runs and decides the same whatever the hidden tests are', async pipeline => {
  const [one, other] = [await workOn(pipeline, publicly), await workOn(pipeline, otherwise)]
  expect(one.worked.filter(({ event }) => event === 'decision').length).toBeGreaterThan(0)
  expect(other.asked).toEqual(one.asked)
  expect(other.worked).toEqual(one.worked)
  expect(other.end.code).toBe(one.end.code)
  expect(JSON.stringify([other.asked, other.worked])).not.toContain('hidden')
  expect([one.end.correct, other.end.correct]).toEqual([one.end.code === '42', false]) // They do tell what is correct in the end.
})
