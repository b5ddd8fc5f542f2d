import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createSandbox, type Sandbox } from './sandbox.ts'
import { sandboxConfig } from './sandbox-config.ts'
import { runTable, skipWithoutJail } from './table.spec.fixture.ts'

const tests = [['3\n1 2 3\n', '6'], ['2\n40 2\n', '42']] as const

/** Every style sums the second line. */
const styles: [name: string, program: string][] = [
  ['input()', 'input()\nprint(sum(map(int, input("").split())))'],
  ['the main guard', 'def main():\n    input()\n    print(sum(map(int, input().split())))\nif __name__ == "__main__":\n    main()'],
  ['sys.stdin.buffer', 'import sys\nsys.stdin.buffer.readline()\nprint(sum(map(int, sys.stdin.buffer.read().split())))'],
  ['open(0)', 'data = open(0).read().split()\nprint(sum(map(int, data[1:])))'],
  ['open(0) that is kept in a cycle', 'class Box: pass\nbox = Box()\nbox.self, box.file = box, open(0)\nprint(sum(map(int, box.file.read().split()[1:])))'],
  ['os.read and os.write', 'import os\ndata = os.read(0, 1000).split()\nos.write(1, str(sum(map(int, data[1:]))).encode())'],
  ['mixed input() and sys.stdin', 'import sys\ninput()\nprint(sum(map(int, sys.stdin.readline().split())))'],
  ['sys.stdout.write', 'import sys\nprint(end="")\nsys.stdin.readline()\nsys.stdout.write(str(sum(int(x) for line in sys.stdin for x in line.split())))'],
  ['a replaced input', 'import sys\ninput = sys.stdin.readline\ninput()\nprint(sum(map(int, input().split())))'],
  ['an own output buffer', 'import io, sys\ninput()\nout = io.StringIO()\nsys.stdout, old = out, sys.stdout\nprint(sum(map(int, input().split())))\nold.write(out.getvalue())'],
  ['sys.exit(0)', 'import sys\ninput()\nprint(sum(map(int, input().split())))\nsys.exit(0)'],
  ['exit()', 'input()\nprint(sum(map(int, input().split())))\nexit()'],
  ['os._exit(0) after a flush', 'import os\ninput()\nprint(sum(map(int, input().split())), flush=True)\nos._exit(0)'],
  ['a closed output', 'import sys\ninput()\nprint(sum(map(int, input().split())))\nsys.stdout.close()'],
  ['a thread that prints late', 'import threading, time\ninput()\ndata = input()\ndef late():\n    time.sleep(0.05)\n    print(sum(map(int, data.split())))\nthreading.Thread(target=late).start()'],
  ['an exit hook that prints', 'import atexit\ninput()\natexit.register(lambda total: print(total), sum(map(int, input().split())))'],
  ['a finalizer that prints', 'input()\nclass Last:\n    total = sum(map(int, input().split()))\n    def __del__(self): print(self.total)\nlast = Last()'],
  ['a data class', 'from dataclasses import dataclass\nfrom typing import List\n@dataclass(order=True)\nclass Row:\n    cells: List[int]\ninput()\nprint(sum(Row(list(map(int, input().split()))).cells))'],
  ['deep recursion in a thread with a large stack', 'import sys, threading\nsys.setrecursionlimit(10**6)\nthreading.stack_size(2**27)\ndef depth(n): return 0 if n == 0 else 1 + depth(n - 1)\ndef main():\n    input()\n    print(sum(map(int, input().split())) + depth(10**5) - 10**5)\nthread = threading.Thread(target=main)\nthread.start()\nthread.join()'],
  ['a raised recursion limit', 'import sys\nsys.setrecursionlimit(20000)\ndef depth(n): return 0 if n == 0 else 1 + depth(n - 1)\ninput()\nprint(sum(map(int, input().split())) + depth(9000) - 9000)'],
  ['large integers', 'input()\nn = 10 ** 5001\nprint(sum(map(int, input().split())) + len(str(n)) - 5002)'],
  ['decimal with its own precision', 'from decimal import Decimal, getcontext\nassert getcontext().prec == 28\ngetcontext().prec = 50\ninput()\nprint(sum(map(Decimal, input().split())))'],
  ['memoization', 'from functools import lru_cache\n@lru_cache(None)\ndef total(*xs): return xs[0] + total(*xs[1:]) if xs else 0\ninput()\nprint(total(*map(int, input().split())))'],
  ['eval', 'input()\nprint(eval("+".join(input().split())))'],
  ['an encoding declaration', '# -*- coding: utf-8 -*-\ninput()\nprint(sum(map(int, input().split())))'],
  ['carriage returns', 'input()\r\nprint(sum(map(int, input().split())))\r\n'],
  ['an own module attribute', 'import math\nassert not hasattr(math, "calls")\nmath.calls = 1\ninput()\nprint(sum(map(int, input().split())))'],
  ['a changed builtin', 'import builtins\nassert print is builtins.print and not hasattr(builtins, "mine")\nbuiltins.mine = sum\ninput()\nprint(mine(map(int, input().split())))'],
  ['an open descriptor', 'import os\nassert os.dup(1) < 20\ninput()\nprint(sum(map(int, input().split())))'],
  ['an alarm', 'import signal\nsignal.alarm(5)\ninput()\nprint(sum(map(int, input().split())))'],
]

describe.each(['reuse', 'isolate'] as const)('mode %s', mode => {
  skipWithoutJail(describe)('runs what people write', () => {
    let sandbox: Sandbox
    beforeAll(() => { sandbox = createSandbox(sandboxConfig.parse({ isolation: 'full', lanes: 1, mode })) })
    afterAll(() => sandbox.close())

    it.each(styles)('%s', async (_, program) => {
      const three = [...tests, ['1\n5\n', '5']] as const
      const { verdicts } = await runTable(sandbox.run, [program], three, { timeLimitMs: 3000, memoryLimitBytes: 2 ** 29 })
      expect(verdicts).toEqual([['passed', 'passed', 'passed']])
    })

    it('keeps lines of 70 KB and U+2028', async () => {
      const line = `${'a'.repeat(70_000)}\u2028b`
      const { verdicts } = await runTable(sandbox.run, ['print(input())\nprint(input())'], [[`${line}\nsecond\n`, `${line}\nsecond\n`]], { comparison: 'exact' })
      expect(verdicts).toEqual([['passed']])
    })

    it('draws the same random numbers and set orders for every test', async () => {
      const program = 'import random\nprint(random.random(), {"a", "b", "c", "d"}, input() and "")'
      const kept = createSandbox(sandboxConfig.parse({ isolation: 'full', lanes: 1, mode, keepOutputs: true }))
      const { outputs } = await runTable(kept.run, [program, `${program}\n`], [['1', ''], ['2', ''], ['3', '']])
      await kept.close()
      expect(new Set(outputs!.flat()).size).toBe(1)
    })
  })
})
