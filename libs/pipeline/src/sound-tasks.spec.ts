import { describe, expect, test } from '@jest/globals'
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
    expect(skippedSentence(skipped, 6)).toBe('3 of 6 tasks are skipped, since their data is wrong, e.g. task-1: its reference solution fails 1 of 1 tests (wrong-output); cure datasets validate FILE --run names them.')
    expect(() => withoutSkipped([tasks[1]!], skipped)).toThrow(/^No task is left to train on: the data of all is wrong, e\.g\. of task-1: its reference solution fails/)
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
    await run.writeSkipped([{ taskId: 'a', reason: 'b' }])
    expect(await run.readSkipped()).toEqual([{ taskId: 'a', reason: 'b' }])
    remove()
  })
})
