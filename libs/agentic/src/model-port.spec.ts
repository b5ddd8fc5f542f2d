import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { CompletionRequest } from '@cure-ts/sampling'
import { loadTemplates, modelPort } from './model-port.ts'

const shipped = { coderPrompt: null, testerPrompt: null, folder: null, chatTemplate: null }
const request = { taskId: 'a', role: 'coder' as const, variables: {}, n: 2, temperature: 0.5, maxTokens: 9, seed: 7 }

describe('prompt templates', () => {
  test('the repair prompt shows the draft and what the programs printed, and asks for a test', async () => {
    const repair = (await loadTemplates(shipped)).get('repair-test')!
    const text = repair({ question: 'QUESTION', input: 'INPUT\n', output: 'OUTPUT', programs: 4, groups: [{ output: '7', programs: 3 }, { output: null, programs: 1 }] })
    expect(text).toContain('QUESTION')
    expect(text).toContain('```\nINPUT\n```')
    expect(text).toContain('3 of 4 programs printed:\n```\n7\n```')
    expect(text).toContain('1 of 4 programs did not run to their end.')
    expect(text.trimEnd()).toMatch(/\*\*Test Output:\*\*\n```\nthe expected output\n```$/)
  })

  test('the prompts of s-star show programs, what they printed and what is asked for', async () => {
    const templates = await loadTemplates(shipped)
    const revise = templates.get('revise-program')!({ question: 'Q', attempts: [{ code: 'CODE', results: [
      { input: 'IN', output: 'OUT', verdict: 'timed-out', printed: null }, { input: 'IN2', output: 'OUT2', verdict: 'wrong-output', printed: 'BAD' },
    ] }] })
    expect(revise).toMatch(/```python\nCODE\n```[^]*IN[^]*OUT[^]*did not run to its end \(timed-out\)[^]*IN2[^]*OUT2[^]*but it printed\n```\nBAD/)
    const [some, two] = [{ question: 'Q' }, { question: 'Q', first: 'ONE', second: 'TWO' }].map(variables => templates.get('write-inputs')!(variables))
    expect(some).not.toContain('```python')
    expect(two).toMatch(/```python\nONE\n```[^]*```python\nTWO\n```/)
    const judge = templates.get('judge')!({ question: 'Q', first: 'ONE', second: 'TWO', cases: [{ input: 'IN', printed: [{ name: 'A', output: '1' }, { name: 'B', output: null }] }] })
    expect(judge).toMatch(/ONE[^]*TWO[^]*IN[^]*program A prints\n```\n1\n```\n+program B does not run to its end\.[^]*\*\*Answer:\*\*/)
  })

  test('the prompts of mpsc and alphacodium hold what the next step needs', async () => {
    const templates = await loadTemplates(shipped)
    const [tests, thoughts] = [[{ input: 'IN', output: 'OUT' }], { question: 'Q', function_name: null, reflection: 'THOUGHTS' }]
    const render = (name: string, more: object = {}) => templates.get(name)!({ ...thoughts, ...more })
    expect(render('specification')).toMatch(/Q[^]*`input`[^]*`output`[^]*exit code 0[^]*```python/)
    expect(render('specification', { function_name: 'f' })).toContain('the function `f`')
    expect(render('reflect', { tests })).toMatch(/Q[^]*```\nIN\n```[^]*```\nOUT\n```[^]*bullet/)
    expect(render('plans')).toMatch(/Q[^]*THOUGHTS[^]*\*\*Plan:\*\*/)
    expect(render('choose-plan', { plans: ['ONE', 'TWO'] })).toMatch(/Plan 1:\n+ONE\n+Plan 2:\n+TWO[^]*\*\*Answer:\*\*/)
    expect(render('hard-tests', { tests })).toMatch(/THOUGHTS[^]*\*\*Test Input:\*\*\n```\nIN\n```[^]*six new tests/)
    expect(render('solve-plan', { plan: 'PLAN' })).toMatch(/Q[^]*whole program[^]*THOUGHTS[^]*PLAN[^]*```python/)
    expect(render('solve-plan', { plan: 'PLAN', function_name: 'f' })).toContain('Write the function `f`.')
  })

  test('those of a folder stand in the place of the shipped ones', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cure-agentic-'))
    try {
      writeFileSync(join(folder, 'repair-test.jinja'), 'Repair {{ input }}.')
      const templates = await loadTemplates({ ...shipped, folder })
      expect(templates.get('repair-test')!({ input: '3' })).toBe('Repair 3.')
      expect(templates.get('coder')!({ question: 'Q' })).toContain('Solve')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

test('a model is asked with the rendered prompt, and its tokens are counted', async () => {
  const asked: CompletionRequest[] = []
  const complete = async (completion: CompletionRequest) => {
    asked.push(completion)
    return [[{ text: 'yes', promptTokenIds: [1, 2, 3], tokenIds: [4], logprobs: [0], finishReason: 'stop', policyVersion: null }]]
  }
  const ask = modelPort(complete, new Map([['greet', () => 'Hello']]), true)
  expect(await ask({ ...request, template: 'greet' }, new AbortController().signal)).toEqual([{ text: 'yes', promptTokens: 3, tokens: 1 }])
  expect(asked).toEqual([{ prompts: ['Hello'], n: 2, maxTokens: 9, temperature: 0.5, topP: 1, topK: 0, seed: 7, addSpecialTokens: true }])
  await expect(ask({ ...request, template: 'part' }, new AbortController().signal)).rejects.toThrow('There is no prompt template part.jinja.')
})
