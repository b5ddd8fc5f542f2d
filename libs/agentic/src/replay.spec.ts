import { describe, expect, test } from '@jest/globals'
import { decoder, lineEncoder } from '@cure-ts/records'
import { type AgenticConfig, pipelineNames } from './agentic-config.ts'
import { pretend, program, runWithSpecifications, scripted, solved, task, unitTest } from './fakes.spec.fixture.ts'
import { replay } from './replay.ts'
import { TraceEvent } from './trace-event.ts'

const config = { pipeline: 'iterative-tests', programs: 2, tests: 2 } as const
const never = new AbortController().signal

/** A run's trace, as a file gives it back. */
async function tracedRun(more: Partial<AgenticConfig> = {}): Promise<TraceEvent[]> {
  const { events } = await solved({ ...config, ...more }, scripted({
    coder: [[program('1'), program('42')]],
    tester: [[unitTest('x', '1'), unitTest('y', '1')]],
    'repair-test': [[unitTest('x', '42')], [unitTest('y', '42')], [unitTest('x', '42')], [unitTest('y', '42')]],
  }))
  const [encode, decode] = [lineEncoder(TraceEvent), decoder(TraceEvent)]
  return events.map(event => decode(JSON.parse(encode(event)), 'trace'))
}

describe('a replay', () => {
  test('decides the same without a model', async () => {
    const events = await tracedRun()
    expect(events.at(-1)).toMatchObject({ code: '42', correct: true })
    expect(await replay(events, never)).toEqual({ taskId: 'answer', decisions: 6, same: true })
  })

  test.each(pipelineNames)('of %s decides the same: every call is found in the trace', async pipeline => {
    const { events } = await solved({ pipeline, programs: 4, tests: 3, specifications: 2 }, { ask: pretend, run: runWithSpecifications }, { ...task, example_input: ['e'], example_output: ['42'] })
    expect(events.some(({ event }) => event === 'decision')).toBe(true)
    expect(await replay(events, never)).toMatchObject({ same: true })
  })

  test('does not mind in which order calls and runs ended', async () => {
    const events = await tracedRun()
    const isDone = ({ event }: TraceEvent) => event === 'call' || event === 'run'
    const shuffled = [events[0]!, ...events.filter(isDone).reverse(), ...events.slice(1).filter(event => !isDone(event))]
    expect((await replay(shuffled, never)).same).toBe(true)
  })

  test.each([['calls', { maxCalls: 6 }], ['tokens', { maxTokens: 75 }]] as const)('of a run that the limit on %s ended, ends likewise', async (limit, more) => {
    const events = await tracedRun(more)
    expect(events.at(-1)).toMatchObject({ endedBy: limit })
    expect(await replay(events, never)).toMatchObject({ same: true })
  })

  test('of a run that ended out of time, ends where it ended', async () => {
    const events = await tracedRun()
    const before = events.slice(0, events.findIndex(event => event.event === 'call' && event.template === 'repair-test'))
    const judged = events.findLast(({ event }) => event === 'run')!
    const end = { ...events.at(-1)!, endedBy: 'time', code: '1', correct: false, calls: 6 } as TraceEvent
    const run = { ...judged, programs: ['1'], verdicts: [['wrong-output', 'wrong-output']] } as TraceEvent
    expect(await replay([...before, run, end], never)).toEqual({ taskId: 'answer', decisions: 1, same: true })
  })

  test('of pipelines that ask and run the same more than once, decides the same', async () => {
    const { events } = await solved({ pipeline: 'alphacodium' }, scripted({
      reflect: [['Think.']], plans: [['-'], ['-'], ['-']], 'hard-tests': [[unitTest('x', '5')]], 'solve-plan': [['-'], ['-'], [program('42')]], 'revise-program': [['-'], [program('7')], [program('5')]],
    }))
    expect(events.at(-1)).toMatchObject({ code: '5', endedBy: 'done' })
    expect(await replay(events, never)).toMatchObject({ same: true })
  })

  test('of a trace that was tampered with, says so', async () => {
    const events = await tracedRun()
    const chosen = events.map(event => event.event === 'decision' && event.name === 'select' ? { ...event, detail: { ...event.detail, chosen: 'p0' } } : event)
    expect(await replay(chosen, never)).toMatchObject({ same: false })
  })

  test('that needs what the trace does not hold is refused', async () => {
    const events = await tracedRun()
    const without = events.filter(event => !(event.event === 'call' && event.template === 'coder'))
    await expect(replay(without, never)).rejects.toThrow('Task answer: the pipeline asks for something that the trace does not hold')
    await expect(replay(events.slice(0, -1), never)).rejects.toThrow('Task answer: the trace has no whole run of it; trace it again.')
  })
})
