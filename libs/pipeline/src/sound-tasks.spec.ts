import { describe, expect, test } from '@jest/globals'
import { drawTasks } from './draw-tasks.ts'
import { fakeContext, tasksUpTo } from './fakes.spec.fixture.ts'
import { findUnsound, skippedSentence, withoutSkipped } from './sound-tasks.ts'

const [good, ...others] = tasksUpTo(6)
const ids = (tasks: readonly { task_id: string | number }[]) => tasks.map(({ task_id }) => task_id)

/** The fake sandbox: a program `N` passes a test whose output is `N`. */
describe('tasks whose data is wrong', () => {
  const tasks = [
    good!,
    { ...others[0]!, solutions: ['7', '1'] },
    { ...others[1]!, test_input: ['', ''], test_output: ['2', '3'], solutions: [] },
    { ...others[2]!, solutions: [] },
    { ...others[3]!, test_input: [], test_output: [] },
    { ...others[4]!, exe_method: 'function' as const },
  ]

  test('are found by their first reference solution, and by what contradicts itself', async () => {
    const { config, stages, session, remove } = await fakeContext()
    const checked: string[] = []
    const skipped = await findUnsound(tasks, { config, stages, session, onChecked: (done, total) => checked.push(`${done}/${total}`) })
    remove()
    expect(skipped).toEqual([
      { taskId: 'task-1', reason: 'its reference solution fails 1 of 1 tests (wrong-output)' },
      { taskId: 'task-2', reason: 'field test_output.1: Expected the output of test_output.0, since their inputs are equal' },
      { taskId: 'task-5', reason: 'field function_name: Expected the name of the function to call' },
    ])
    expect(checked).toEqual(['1/3', '2/3', '3/3'])
    expect(ids(withoutSkipped(tasks, skipped))).toEqual(['task-0', 'task-3', 'task-4'])
    expect(skippedSentence(skipped)).toBe('3 tasks are skipped, since the data is wrong, e.g. task-1: its reference solution fails 1 of 1 tests (wrong-output); cure datasets validate FILE --run says more.')
    expect(() => withoutSkipped([tasks[1]!], skipped)).toThrow(/^No task is left to train on: the data of all is wrong, e\.g\. of task-1: its reference solution fails/)
  })

  test('are looked for among those that the run draws, also when it draws others for them', async () => {
    const { config, stages, session, remove } = await fakeContext({ steps: 2, tasksPerStep: 2 })
    const many = tasksUpTo(40)
    const ran: string[] = []
    const checking = { config, stages, session: { sandbox: { ...session.sandbox, run: (job, signal) => { ran.push(job.programs[0]!); return session.sandbox.run(job, signal) } } } } satisfies Parameters<typeof findUnsound>[1]
    const drawn = (from: typeof many) => drawTasks(from, { tasksPerStep: 4, seed: config.seed, step: 1 })
    expect(await findUnsound(many, checking)).toEqual([])
    expect(ran).toHaveLength(4)
    const [wrong] = drawn(many)
    const spoilt = many.map(task => task === wrong ? { ...task, test_output: ['other'] } : task)
    const skipped = await findUnsound(spoilt, checking)
    expect(skipped.map(({ taskId }) => taskId)).toEqual([wrong!.task_id])
    expect(ran).toEqual(expect.arrayContaining(drawn([...withoutSkipped(spoilt, skipped)]).map(({ solutions }) => solutions[0])))
    const known = drawn(many).slice(1, 2).map(({ task_id }) => ({ taskId: String(task_id), reason: 'known' }))
    expect(await findUnsound(many, checking, known)).toEqual(known)
    remove()
  })

  test.each(['timed-out', 'missing'] as const)('are not those whose solution is %s', async verdict => {
    const { config, stages, session, remove } = await fakeContext()
    const run: typeof session.sandbox.run = async (job, signal) => ({ ...await session.sandbox.run(job, signal), verdicts: job.programs.map(() => job.tests.map(() => verdict)) })
    expect(await findUnsound([good!], { config, stages, session: { sandbox: { ...session.sandbox, run } } })).toEqual([])
    remove()
  })

  test('are the same when the run is resumed', async () => {
    const { run, remove } = await fakeContext()
    expect(await run.readSkipped()).toBeNull()
    await run.writeSkipped({ steps: 2, tasks: [{ taskId: 'a', reason: 'b' }] })
    expect(await run.readSkipped()).toEqual({ steps: 2, tasks: [{ taskId: 'a', reason: 'b' }] })
    remove()
  })
})
