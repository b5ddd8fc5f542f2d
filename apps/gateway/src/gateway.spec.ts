import { describe, expect, jest, test } from '@jest/globals'
import { ask, chat, client, messages, program, question, withGateway } from './gateway.spec.fixture.ts'

jest.setTimeout(60_000)

describe('a coding question', () => {
  test('is answered in the words of the program that the tests choose, with the usage of all calls and the table', async () => {
    await withGateway({}, async ({ url }) => {
      const answer = await chat(url)
      expect(answer).toMatchObject({
        object: 'chat.completion', model: 'cure',
        choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: program('42') } }],
        usage: { prompt_tokens: 10, completion_tokens: 50, total_tokens: 60 },
        cure: {
          selected: true, pipeline: 'best-of-n', endedBy: 'done', calls: 5, cost: 0,
          table: { programs: 3, tests: 2, readablePrograms: 3, readableTests: 2, verdicts: { passed: 4, 'wrong-output': 2 }, rule: 'best-of-n', scores: [0, 2, 2], chosen: 1 },
        },
      })
    })
  })

  test('is a completion, too', async () => {
    await withGateway({}, async ({ url }) => {
      const answer = await client(url).completions.create({ model: 'cure', prompt: question })
      expect(answer).toMatchObject({ object: 'text_completion', choices: [{ text: program('42'), finish_reason: 'stop' }], usage: { total_tokens: 60 } })
    })
  })

  test('is streamed', async () => {
    await withGateway({}, async ({ url }) => {
      const chunks = []
      for await (const chunk of await client(url).chat.completions.create({ model: 'cure', messages, stream: true, stream_options: { include_usage: true } })) chunks.push(chunk)
      expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(program('42'))
      expect(chunks.length).toBeGreaterThan(4)
      expect(chunks.at(-2)).toMatchObject({ choices: [{ finish_reason: 'stop' }], cure: { selected: true } })
      expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 60 } })
      let text = ''
      for await (const { choices } of await client(url).completions.create({ model: 'cure', prompt: question, stream: true })) text += choices[0]!.text
      expect(text).toBe(program('42'))
    })
  })

  test('takes what the system says with it, and the request\'s limit and seed', async () => {
    const asked: Parameters<typeof ask>[0][] = []
    await withGateway({ ports: { ask: (request, signal) => { asked.push(request); return ask(request, signal) } } }, async ({ url }) => {
      const body = { model: 'any', messages: [{ role: 'system' as const, content: 'Be brief.' }, ...messages], max_tokens: 7, seed: 3 }
      for (let turn = 0; turn < 2; turn += 1) await client(url).chat.completions.create(body)
      await client(url).chat.completions.create({ ...body, seed: 4 })
    })
    const ofCoder = asked.filter(({ role }) => role === 'coder')
    expect(ofCoder[0]).toMatchObject({ n: 3, maxTokens: 7, variables: { question: 'Be brief.\n\nPrint the answer.' } })
    expect(ofCoder[1]!.seed).toBe(ofCoder[0]!.seed)
    expect(ofCoder[2]!.seed).not.toBe(ofCoder[0]!.seed)
  })

  test('whose answers hold no program goes out as the coder\'s first answer', async () => {
    await withGateway({ ports: { ask: async ({ n }) => Array.from({ length: n }, () => ({ text: 'I cannot.', promptTokens: 1, tokens: 1 })) } }, async ({ url }) => {
      expect((await chat(url)).choices[0]!.message.content).toBe('I cannot.')
    })
  })

  test('without tests is answered by what is there', async () => {
    await withGateway({ ports: { ask: (request, signal) => request.role === 'tester' ? Promise.reject(new Error('The tester at http://10.0.0.1 gave up.')) : ask(request, signal) } }, async ({ url }, log) => {
      expect(await chat(url)).toMatchObject({ choices: [{ message: { content: program('1') } }], cure: { endedBy: 'failure', table: null } })
      expect(log).toEqual(['The tester at http://10.0.0.1 gave up.'])
    })
  })
})

describe('passes through', () => {
  test.each([['no task', [{ role: 'user' as const, content: 'Hello' }]], ['a talk that goes on', [...messages, { role: 'assistant' as const, content: 'Done.' }, { role: 'user' as const, content: 'Print it twice.' }]]])('%s', async (_name, talk) => {
    await withGateway({}, async ({ url }) => {
      const answer = await client(url).chat.completions.create({ model: 'cure', messages: talk })
      expect(answer).toMatchObject({ choices: [{ message: { content: `You said: ${talk.at(-1)!.content}\nGood bye.` } }], usage: { total_tokens: 7 }, cure: { selected: false } })
    })
  })

  test('by the name of the model that is asked for', async () => {
    await withGateway({}, async ({ url }) => {
      expect((await client(url).models.list()).data.map(({ id }) => id)).toEqual(['cure', 'cure-task', 'cure-coder'])
      expect(await client(url).chat.completions.create({ model: 'cure-coder', messages })).toMatchObject({ cure: { selected: false } })
      expect(await client(url).chat.completions.create({ model: 'cure-task', messages: [{ role: 'user', content: 'Hello' }] })).toMatchObject({ cure: { selected: true } })
    })
  })
})
