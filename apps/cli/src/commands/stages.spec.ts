import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, jest, test } from '@jest/globals'
import { cure, recordsOf, startCure, temporaryFolder } from '../cure.spec.fixture.ts'
import { echoTasks } from '../world.spec.fixture.ts'

jest.setTimeout(60_000)

const sampled = (taskId: string) => `${JSON.stringify({
  taskId,
  note: 'kept',
  programs: [{ programId: 'right', code: 'print(int(input()) + 1)' }, { programId: 'wrong', code: 'print(0)' }, { programId: 'none', code: null }],
  tests: [
    { testId: 't0', origin: 'generated', input: '4', output: '5' },
    { testId: 't1', origin: 'generated', input: '4', output: '6' },
    { testId: 'g0', input: '1', output: '2' },
  ],
})}\n`
const executed = (taskId: string) => JSON.stringify({
  ...JSON.parse(sampled(taskId)) as object,
  verdicts: [['passed', 'wrong-output', 'passed'], ['wrong-output', 'wrong-output', 'wrong-output'], ['unreadable', 'unreadable', 'unreadable']],
  cpuMs: [[1, 1, 1], [1, 1, 1], [null, null, null]],
  execution: { isolation: 'full', mode: 'reuse', timing: 'exact', retried: 0, deduplicated: 0, sandboxDeaths: 0 },
})

describe('the commands of the stages', () => {
  const { path: folder, remove } = temporaryFolder()
  const whenTabulated = cure(['tabulate'], { input: `${executed('a')}\n\n${executed('b')}` }).then(({ stdout }) => stdout)
  const whenRewarded = whenTabulated.then(tables => cure(['reward'], { input: tables })).then(({ stdout }) => stdout)
  afterAll(remove)

  test.concurrent('tabulate what was executed', async () => {
    expect(recordsOf(await whenTabulated)).toMatchObject(['a', 'b'].map(taskId => ({
      taskId, note: 'kept', passed: [[1, 0, 1], [0, 0, 0], [0, 0, 0]], correctPrograms: [true, false, false], correctTests: [true, false, true],
    })))
  })

  test.concurrent('reward tables, by flags too', async () => {
    expect(recordsOf(await whenRewarded)[0]).toMatchObject({ taskId: 'a', note: 'kept', programRewards: [1, 0, 0] })
    const labelFree = await cure(['reward', '--coder-reward', 'label-free', '--tester-reward', 'any-all', '--normalization', 'length-aware', '--min-length', '1', '--max-length', '4', '--strict-reference'], { input: await whenTabulated })
    expect(recordsOf(labelFree.stdout)[0]).toMatchObject({ taskId: 'a', programRewards: [0.5, 0, 0] })
  })

  test.concurrent('batch the tasks of one step', async () => {
    const { stdout, code } = await cure(['batch', '--step', '3', '--temperature', '0.7'], { input: await whenRewarded })
    expect(code).toBe(0)
    expect(recordsOf(stdout)).toMatchObject([{ step: 3, phase: 'coder', last: false, temperature: 0.7 }, { step: 3, phase: 'tester', last: true }])
  })

  test.concurrent('execute records by hand in the sandbox', async () => {
    const { stdout, code } = await cure(['execute', '--lanes', '1'], { input: sampled('a') })
    expect(code).toBe(0)
    expect(recordsOf(stdout)).toMatchObject([{ taskId: 'a', note: 'kept', verdicts: [
      ['passed', 'wrong-output', 'passed'], ['wrong-output', 'wrong-output', 'wrong-output'], ['unreadable', 'unreadable', 'unreadable'],
    ] }])
  })

  test.concurrent('execute a dataset\'s own programs, and say which do not pass', async () => {
    const tasks = join(folder, 'tasks.jsonl')
    writeFileSync(tasks, `${echoTasks(2)}${JSON.stringify({ task_id: 'no', question: '', test_input: ['1'], test_output: ['2'], solutions: ['print(input())'] })}\n`)
    const out = join(folder, 'executed.jsonl')
    const { code, stdout, stderr } = await cure(['execute', '--tasks', tasks, '--programs', 'solutions', '--out', out, '--lanes', '1'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toBe('no solutions-0: wrong-output on 1 of 1 tests\n3 programs, 2 pass all their tests; cells: 4 passed, 1 wrong-output.\n')
    expect(recordsOf((await cure(['tabulate', '--in', out])).stdout).map(({ correctPrograms }) => correctPrograms)).toEqual([[true], [true], [false]])
  })

  test.concurrent('end quietly and leave nothing when nobody reads on', async () => {
    const running = startCure(['execute', '--lanes', '1'])
    running.child.stdout!.once('data', () => running.child.stdout!.destroy())
    running.child.stdin!.write(Array.from({ length: 200 }, (_, index) => sampled(`task ${index}`)).join('')) // And it stays open.
    const { code, stderr } = await running.ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })
})
