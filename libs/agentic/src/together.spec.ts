import { expect, test } from '@jest/globals'
import { PromptRefused } from '@cure-ts/sampling'
import type { AskRequest } from './ports.ts'
import { together } from './together.ts'

const requestOf = (x: string, rest: Partial<AskRequest> = {}): AskRequest =>
  ({ taskId: 'a', role: 'tester', template: 'repair-test', variables: { x }, n: 1, temperature: 1, maxTokens: 9, seed: 1, ...rest })
const never = new AbortController().signal

/** Answers with the request's variable, and writes down which requests came together; `long` is refused. */
function asking() {
  const sent: string[][] = []
  const ask = together(async requests => {
    const xs = requests.map(({ variables }) => String(variables['x']))
    sent.push(xs)
    if (xs.includes('long')) throw new PromptRefused('The prompt is too long.')
    return xs.map(text => [{ text, promptTokens: 1, tokens: 1 }])
  })
  return { sent, text: async (request: AskRequest) => (await ask(request, never))[0]!.text }
}

test('what is asked at once with one seed is one request, and everybody gets the own answer', async () => {
  const { sent, text } = asking()
  expect(await Promise.all(['p', 'q', 'r'].map(x => text(requestOf(x))))).toEqual(['p', 'q', 'r'])
  expect(await text(requestOf('s'))).toBe('s')
  expect(sent).toEqual([['p', 'q', 'r'], ['s']])
})

test.each([{ seed: 2 }, { taskId: 'b' }, { role: 'coder' as const }, { template: 'judge' }, { temperature: 0 }, { n: 2 }])('but not with %j', async rest => {
  const { sent, text } = asking()
  expect(await Promise.all([text(requestOf('p')), text(requestOf('q', rest))])).toEqual(['p', 'q'])
  expect(sent).toEqual([['p'], ['q']])
})

test('a refused prompt fails alone', async () => {
  const { sent, text } = asking()
  const [first, second, third] = await Promise.allSettled(['p', 'long', 'r'].map(x => text(requestOf(x))))
  expect([first, third]).toMatchObject([{ value: 'p' }, { value: 'r' }])
  expect(second).toMatchObject({ reason: { message: 'The prompt is too long.' } })
  expect(sent).toEqual([['p', 'long', 'r'], ['p'], ['long'], ['r']])
})
