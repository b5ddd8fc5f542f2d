import { beforeAll, describe, expect, test } from '@jest/globals'
import { renderText } from './render-text.ts'
import type { ShownTask } from './shown-task.ts'
import { hostile, shownTask } from './shown-task.spec.fixture.ts'

describe('renderText', () => {
  let task: ShownTask
  beforeAll(async () => { task = await shownTask() })

  test('shows the table with a mark a verdict', () => {
    const text = renderText(task)
    expect(text).toContain('p0       + u | +   correct, reward 1.000\n')
    expect(text).toContain('p1       t u | .   wrong, reward 0.000\n')
    expect(text).toContain('p2       ? ? | ?   unknown, reward -\n')
  })

  test('says which tests are correct, and what the marks mean that occur', () => {
    expect(renderText(task)).toContain('correct  y n | y\n\n+ passed  u unreadable  t timed-out  . wrong-output  ? missing  | ground truth from here\n')
  })

  test('shows prompts, responses, failures and rewards', () => {
    const text = renderText(task)
    expect(text).toContain(`== coder's prompt ==\n${hostile}`)
    expect(text).toContain(`p0  correct, reward 1.000, advantage 1.000\n    line 1\n    ${hostile}`)
    expect(text).toContain(`p2  unknown, reward -, advantage -\n    ${hostile}`)
  })

  test('shows a table without its records', () => {
    const text = renderText({ rewarded: task.rewarded, executed: undefined })
    expect(text).toContain('p1       . . | .')
    expect(text).not.toContain('prompt ==')
  })
})
