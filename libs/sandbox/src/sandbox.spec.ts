import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { createSandbox, type Sandbox } from './sandbox.ts'
import { sandboxConfig } from './sandbox-config.ts'
import { runTable, skipWithoutJail, table } from './table.spec.fixture.ts'

jest.setTimeout(30_000)

skipWithoutJail(describe)('the verdicts of createSandbox', () => {
  let sandbox: Sandbox
  beforeAll(() => { sandbox = createSandbox(sandboxConfig.parse({ isolation: 'full', lanes: 2, maxOutputBytes: 100_000, idleLimitMs: 400, keepOutputs: true })) })
  afterAll(() => sandbox.close())

  it.each([
    ['passed', 'print(input())'],
    ['wrong-output', 'print(2)'],
    ['wrong-output', ''],
    ['wrong-output', 'import os\nos._exit(0)'],
    ['runtime-error', '1 / 0'],
    ['runtime-error', 'print(1)\nraise SystemExit(3)'],
    ['runtime-error', 'import sys\nprint(1)\nsys.exit("no")'],
    ['runtime-error', 'print(1)\nimport os\nos._exit(1)'],
    ['runtime-error', 'def f(): f()\nf()'],
    ['runtime-error', 'input(); input()'],
    ['compile-error', 'def f(:'],
    ['compile-error', 'print(1)\0'],
    ['compile-error', '# \uD800\nprint(1)'],
    ['compile-error', '('.repeat(5000)],
    ['signalled', 'import os\nprint(1, flush=True)\nos.kill(os.getpid(), 11)'],
    ['signalled', 'import os\nos.abort()'],
    ['timed-out', 'while True: pass'],
    ['timed-out', 'import time\nprint(1)\ntime.sleep(60)'],
    ['out-of-memory', 'x = [0] * 10**9'],
    ['out-of-memory', 'x = []\nwhile True: x.append(bytearray(10**8))'],
    ['output-limit', 'print("a" * 100_000)'],
    ['output-limit', 'while True: print("a" * 1000)'],
    ['unreadable', null],
  ] as const)('%s: %j', async (verdict, program) => {
    const { verdicts, execution } = await runTable(sandbox.run, [program, 'print(1)'], [['1\n', '1']], { timeLimitMs: 500, memoryLimitBytes: 2 ** 27 })
    expect(verdicts).toEqual([[verdict], ['passed']])
    expect(execution).toMatchObject({ isolation: 'full', mode: 'reuse', timing: 'exact', retried: 0, sandboxDeaths: 0 })
  })

  it('runs identical programs and inputs once, and compares each', async () => {
    const result = await runTable(sandbox.run, ['print(input())', 'print(input())', 'print(3)'], [['1', '1'], ['1', '2'], ['2', '2'], [null, '2'], ['2', null]])
    expect(result.verdicts).toEqual([
      ['passed', 'wrong-output', 'passed', 'unreadable', 'unreadable'],
      ['passed', 'wrong-output', 'passed', 'unreadable', 'unreadable'],
      ['wrong-output', 'wrong-output', 'wrong-output', 'unreadable', 'unreadable'],
    ])
    expect(result.execution.deduplicated).toBe(5)
    expect(result.outputs![1]).toEqual(['1\n', '1\n', '2\n', null, null])
    expect(result.cpuMs[1]).toEqual(result.cpuMs[0])
    expect(result.cpuMs[2]![3]).toBeNull()
  })

  it('runs a cell of an earlier table no more, but compares it anew', async () => {
    const [slow, loop] = ['import time\ntime.sleep(0.2)\nprint(input())', 'while True: pass']
    const first = await runTable(sandbox.run, [slow, loop], [['1', '1'], ['2', '2']], { timeLimitMs: 300 })
    expect(first.verdicts).toEqual([['passed', 'passed'], ['timed-out', 'timed-out']])
    expect(first.execution.deduplicated).toBe(0)
    const second = await runTable(sandbox.run, ['print(0)', loop, slow], [['3', '3'], ['2', 'other'], ['1', '1']], { timeLimitMs: 300 })
    expect(second.verdicts).toEqual([['wrong-output', 'wrong-output', 'wrong-output'], ['timed-out', 'timed-out', 'timed-out'], ['passed', 'wrong-output', 'passed']])
    expect(second.execution.deduplicated).toBe(4)
    expect(second.outputs![2]).toEqual(['3\n', '2\n', '1\n'])
    expect(second.cpuMs[2]![2]).toBe(first.cpuMs[0]![0])
    expect((await runTable(sandbox.run, [slow], [['1', '1']], { timeLimitMs: 400 })).execution.deduplicated).toBe(0)
  })

  it('takes empty tables', async () => {
    expect((await runTable(sandbox.run, [], [['', '']])).verdicts).toEqual([])
    expect((await runTable(sandbox.run, ['print(1)'], [])).verdicts).toEqual([[]])
    expect((await runTable(sandbox.run, ['print(1)', null], [[null, '']])).verdicts).toEqual([['unreadable'], ['unreadable']])
  })

  it('takes more tests than one job holds', async () => {
    const tests = Array.from({ length: 1100 }, (_, i) => [`${i}\n`, `${i}`] as const)
    const { verdicts } = await runTable(sandbox.run, ['print(input())'], tests)
    expect(new Set(verdicts[0])).toEqual(new Set(['passed']))
  })

  it('takes large inputs and outputs, and bytes that are no UTF-8', async () => {
    const large = 'x'.repeat(20_000_000)
    const { verdicts, outputs } = await runTable(sandbox.run, ['print(len(input()))', 'import os\nos.write(1, b"\\xff20000000")'], [[large, '20000000'], [`${large}y`, '20000001']])
    expect(verdicts[0]).toEqual(['passed', 'passed'])
    expect(outputs![1]![0]).toBe('\uFFFD20000000')
  })

  it('calls functions, and methods of Solution, with decoded arguments', async () => {
    const { verdicts } = await runTable(sandbox.run, [
      'def add(a, b):\n    print("noise")\n    return a + b',
      'class Solution:\n    def add(self, a: List[int], b) -> List[int]:\n        return a + b',
      'def other(): pass',
    ], [['[1, 2]\n[3]', '[1,2,3]'], ['"a"\nb c', '"ab c"']], { exeMethod: 'function', functionName: 'add' })
    expect(verdicts).toEqual([['passed', 'passed'], ['passed', 'passed'], ['runtime-error', 'runtime-error']])
    const large = ['def add(a, b): return a + b', 'def add(a, b): return int(float(a) + b)', 'def add(a, b): return {"sum": [str(a + b), a + b]}["sum"][1:]']
    expect((await runTable(sandbox.run, large, [['9007199254740992\n1', '9007199254740993']], { exeMethod: 'function', functionName: 'add' })).verdicts).toEqual([['passed'], ['wrong-output'], ['wrong-output']])
    expect((await runTable(sandbox.run, ['def same(a): return a'], [['{"a": [1e3, "9007199254740993", 9007199254740993]}', '{"a":[1000,"9007199254740993",9007199254740993]}']], { exeMethod: 'function', functionName: 'same' })).verdicts).toEqual([['passed']])
    await expect(runTable(sandbox.run, ['def add(): pass'], [['', '']], { exeMethod: 'function' })).rejects.toThrow('function name')
  })

  it('lets a checker judge', async () => {
    const checker = 'import sys\nasked, expected, actual = (open(name).read() for name in sys.argv[1:])\nprint(int(sorted(actual.split()) == sorted(expected.split()) and asked == "q"))'
    const job = [['print(2, 1)', 'print(1)', '1/0'], [['q', '1 2'], ['r', '1 2']]] as const
    expect((await runTable(sandbox.run, ...job, { comparison: 'checker', checker })).verdicts)
      .toEqual([['passed', 'wrong-output'], ['wrong-output', 'wrong-output'], ['runtime-error', 'runtime-error']])
    expect((await runTable(sandbox.run, ['print(1)'], [['', '']], { comparison: 'checker', checker: '1 / 0' })).verdicts).toEqual([['missing']])
    await expect(runTable(sandbox.run, ['print(1)'], [['', '']], { comparison: 'checker' })).rejects.toThrow('checker')
  })

  it('counts what it did', async () => {
    const before = sandbox.statistics()
    await sandbox.run(table(['print(1) # counted', 'print(1) # counted'], [['', '1']]), new AbortController().signal)
    const after = sandbox.statistics()
    expect(after.cells - before.cells).toBe(2)
    expect(after.deduplicated - before.deduplicated).toBe(1)
    expect(after.cellsByVerdict.passed! - before.cellsByVerdict.passed!).toBe(2)
    expect(after.deaths).toBe(0)
  })

  it('says its level', async () => {
    await expect(sandbox.check()).resolves.toMatchObject({ isolation: 'full' })
  })
})

describe('a sandbox that cannot start', () => {
  it('says why, and runs nothing', async () => {
    const sandbox = createSandbox(sandboxConfig.parse({ lanes: 1, python: '/nowhere/python3' }))
    await expect(sandbox.check()).rejects.toThrow('/nowhere/python3 does not start')
    await expect(sandbox.check()).rejects.toMatchObject({ name: 'SandboxError' })
    await sandbox.close()
    await expect(sandbox.check()).rejects.toThrow('closed')
  })
})
