import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { RunFolder } from '@cure-ts/pipeline'
import { captured } from '../captured.spec.fixture.ts'
import { temporaryFolder } from '../cure.spec.fixture.ts'
import { evaluationOf, reportOf } from '../run.spec.fixture.ts'
import { shownTask } from '../show/shown-task.spec.fixture.ts'
import { showCommand } from './show.ts'

jest.setTimeout(60_000) // Drawing takes its time on a busy machine.

describe('cure show', () => {
  const { path: folder, remove } = temporaryFolder()
  const run = join(folder, 'run')
  const printed = captured('stdout')
  beforeAll(async () => {
    const { executed, rewarded } = await shownTask()
    const written = new RunFolder(run)
    await written.create({ steps: 2 }, {})
    await written.appendEvaluation(evaluationOf())
    for (const step of [1, 2]) await written.appendReport(reportOf({ step, warnings: step === 2 ? ['Look at it.'] : [] }))
    await written.appendEvaluation(evaluationOf({ step: 1, split: 'validation' }))
    await written.appendEvaluation(evaluationOf({ step: 2 }))
    await written.writeExecuted(1, ['a', 'b'].map(taskId => ({ ...executed!, taskId, question: `Do ${taskId}.\nOr not.` })))
    await written.writeRewarded(1, ['a', 'b'].map(taskId => ({ ...rewarded, taskId, question: `Do ${taskId}.\nOr not.` })))
  })
  afterAll(remove)

  /** Values of options stay in a command between two parses. */
  const show = async (...args: string[]) => {
    for (const option of ['step', 'task', 'html', 'plots']) showCommand.setOptionValue(option, undefined)
    await showCommand.parseAsync([run, ...args], { from: 'user' })
    return printed.text
  }

  test('shows a run: steps, evaluations, warnings, before and after', async () => {
    const lines = (await show()).split('\n')
    expect(lines.slice(0, 6).map(line => line.split(' | ')[0])).toEqual([
      'held-out after step 0, 1 tasks', 'step 1/2', 'validation after step 1, 1 tasks', 'step 2/2', '  warning: Look at it.', 'held-out after step 2, 1 tasks',
    ])
    expect(lines.slice(6).join('\n')).toMatch(/^\n\| % +\| +before \| +after \| points \|\n/)
  })

  test('draws a run\'s learning curves', async () => {
    const plots = join(folder, 'new', 'plots')
    expect(await show('--plots', plots)).toBe(`Wrote accuracy, tests, health to ${plots}, each as SVG and as PNG.\n`)
    const texts = Array.from(readFileSync(join(plots, 'health.svg'), 'utf8').matchAll(/<text[^>]*>([^<]*)</g), ([, text]) => text)
    expect(texts).toEqual(expect.arrayContaining(['Entropy of the policy', 'nats a token', 'tester', 'group without variance']))
  })

  test('lists a step\'s tasks', async () => {
    expect(await show('--step', '1')).toBe('a  correct: programs 1/3  tests 1/2  Do a.\nb  correct: programs 1/3  tests 1/2  Do b.\n')
  })

  test('shows a task', async () => {
    expect(await show('--step', '1', '--task', 'b')).toMatch(/^task b\n\nDo b\.\nOr not\.\n(.*\n)+== generated tests ==/)
  })

  test('writes a page of all tasks, or of one', async () => {
    const page = join(folder, 'page.html')
    expect(await show('--step', '1', '--html', page)).toBe(`Wrote 2 tasks to ${page}.\n`)
    expect(readFileSync(page, 'utf8').match(/<table class="grid">/g)).toHaveLength(2)
    await show('--step', '1', '--task', 'a', '--html', page)
    expect(readFileSync(page, 'utf8').match(/<table class="grid">/g)).toHaveLength(1)
  })

  test('says what is not there', async () => {
    await expect(show('--step', '2')).rejects.toThrow(`${run}: has no records of step 2; it was not reached, or the run keeps reports only (--keep).`)
    await expect(show('--task', 'a')).rejects.toThrow('--task and --html show a step: say which with --step.')
    await expect(show('--step', '1', '--task', 'c')).rejects.toThrow(`${run}: step 1 has no task c; leave --task out to list its tasks.`)
  })
})
