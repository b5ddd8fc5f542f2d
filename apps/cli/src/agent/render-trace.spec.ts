import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, jest, test } from '@jest/globals'
import { agenticConfig, solveTask, TraceEvent } from '@cure-ts/agentic'
import { lineEncoder, Task } from '@cure-ts/records'
import * as Schema from 'effect/Schema'
import { hostile } from '../show/shown-task.spec.fixture.ts'
import { temporaryFolder } from '../cure.spec.fixture.ts'
import { renderTracePage, renderTraceText } from './render-trace.ts'
import { showTrace } from './show-trace.ts'

/** A run in which all that a person asked and a model said is hostile. */
async function traced(): Promise<TraceEvent[]> {
  const events: TraceEvent[] = []
  const texts = { coder: `${hostile}\n\`\`\`python\n${hostile}\n\`\`\``, tester: `**Test Input:**\n\`\`\`\n${hostile}\n\`\`\`\n**Test Output:**\n\`\`\`\n7\n\`\`\`` }
  await solveTask(
    Schema.decodeUnknownSync(Task)({ task_id: 'a', question: hostile, test_input: ['1'], test_output: ['2'] }), agenticConfig.parse({ programs: 2, tests: 1 }),
    {
      ask: async ({ role, n }) => Array.from({ length: n }, () => ({ text: texts[role], promptTokens: 3, tokens: 4 })),
      run: async ({ programs, tests }) => ({
        verdicts: programs.map((_, program) => tests.map(() => program === 0 ? 'passed' as const : 'timed-out' as const)), cpuMs: [], outputs: programs.map(() => tests.map(() => '7')),
        execution: { isolation: 'none', mode: 'reuse', timing: 'exact', retried: 0, deduplicated: 0, sandboxDeaths: 0 },
      }),
    },
    new AbortController().signal, event => events.push(event),
  )
  return events
}

test('a run is told in order: what was asked, run and decided, and how it ended', async () => {
  const text = renderTraceText(await traced())
  const titles = Array.from(text.matchAll(/^== (.*?)(, \d\.\d s)? ==$/gm), ([, title]) => title)
  expect(titles).toEqual([
    'task a, best-of-n', 'coder asked: coder, 2 answers, 11 tokens', 'tester asked: tester, 1 answer, 7 tokens', 'run: 2 programs on 1 test', 'decided: select', 'run: 1 program on 1 test', 'end: done, correct, 3 calls, 18 tokens',
  ])
  expect(text).toContain('p0   +\np1   t\n+ passed  t timed-out\n')
  expect(text).toContain('rule  best-of-n\nscores  [1,0]\nchosen  p0\n')
  expect(text).toContain(`t0\n    ${hostile}\n    ->\n    7`)
})

test('a page shows the same, and nothing of it becomes markup', async () => {
  const page = renderTracePage('trace', await traced())
  expect(page).not.toContain('<script')
  expect(page).toContain('&#60;script&#62;')
  expect(page).toContain('<td class="timed-out" title="p1 on t0: timed-out">t</td>')
  expect(page).toContain('<h3>decided: select</h3>')
})

test('of a file the tasks are listed, and one is shown or written', async () => {
  const { path: folder, remove } = temporaryFolder()
  let printed = ''
  const write = jest.spyOn(process.stdout, 'write').mockImplementation(text => {
    printed += String(text)
    return true
  })
  try {
    const [events, encode, path] = [await traced(), lineEncoder(TraceEvent), join(folder, 'trace.jsonl')]
    writeFileSync(path, events.map(encode).join(''))
    await showTrace(path, undefined, undefined)
    expect(printed).toMatch(/^a  best-of-n, done, correct, 3 calls, \d\.\d s\n$/)
    printed = ''
    await showTrace(path, 'a', undefined)
    expect(printed).toBe(renderTraceText(events))
    await showTrace(path, 'a', join(folder, 'a.html'))
    expect(readFileSync(join(folder, 'a.html'), 'utf8')).toBe(renderTracePage(`${path}, task a`, events))
    await expect(showTrace(path, 'b', undefined)).rejects.toThrow(`${path}: has no whole run of task b; leave --task out to list its tasks.`)
    await expect(showTrace(path, undefined, 'x')).rejects.toThrow('--html shows one task of a trace')
  } finally {
    write.mockRestore()
    remove()
  }
})
