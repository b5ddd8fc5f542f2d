import { describe, expect, test } from '@jest/globals'
import { readProgram } from './read-program.ts'
import { readTest } from './read-test.ts'
import { withOpening, withThinking, withoutThinking } from './without-thinking.ts'

const block = (code: string) => `\`\`\`python\n${code}\n\`\`\``
const unitTest = (input: string) => `**Test Input:**\n\`\`\`\n${input}\n\`\`\`\n**Test Output:**\n\`\`\`\n1\n\`\`\``

describe('what a model thought', () => {
  test('is neither program nor test', () => {
    expect(readProgram(`<think>${block('draft')}</think>${block('final')}`)).toBe('final')
    expect(readProgram(`<think>${block('draft')}</think>I give up.`)).toBeNull()
    expect(readTest(`<think>${unitTest('draft')}</think>${unitTest('final')}`)?.input).toBe('final')
  })

  test('may have been opened by the prompt, or cut off', () => {
    expect(readProgram(`Perhaps ${block('draft')}\n</think>\n${block('final')}`)).toBe('final')
    expect(readProgram(`\n<think>\nPerhaps ${block('draft')}`)).toBeNull()
    expect(readTest(`<think>${unitTest('draft')}`)).toBeNull()
  })

  test('counts as thinking without any mark, where the prompt opened it and the answer was cut off', () => {
    expect(readProgram(withOpening('<|assistant|>\n<think>\n', `Perhaps ${block('draft')}`))).toBeNull()
    expect(readProgram(withOpening('<|assistant|>\n<think>\n', `Perhaps.\n</think>\n${block('final')}`))).toBe('final')
    expect(readProgram(withOpening('<think>\n\n</think>\n\n', block('final')))).toBe('final')
  })

  test('does not end at a mark that the answer prints', () => {
    expect(readProgram(`<think>so</think>${block('print("</think>")')}`)).toBe('print("</think>")')
  })

  test('comes off again as it was put on', () => {
    expect(withoutThinking(withThinking('hm', 'answer')).trim()).toBe('answer')
    expect(withThinking('', 'answer')).toBe('answer')
  })
})
