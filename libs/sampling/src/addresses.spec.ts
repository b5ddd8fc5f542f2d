import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import type { CompletionRequest } from './completion.ts'
import { answer, type Asked, type Behaviour, completionOf, withSampler } from './mock-sampler.spec.fixture.ts'
import { openaiCompleter, type OpenaiCompleterOptions } from './openai-completer.ts'
import { SamplersDown } from './request-fault.ts'

// Jest's realm has an Error of its own, and the client asks of what aborted a request whether it is an instance of that.
Object.setPrototypeOf(DOMException.prototype, Error.prototype)

const limits: Omit<OpenaiCompleterOptions, 'servers'> = { timeoutMs: 5000, retries: 3, concurrency: 8, requestsPerSecond: 0, requestsPerAddress: null }
const requestOf = (seed: number): CompletionRequest => ({ prompts: [`P${seed}`], n: 4, maxTokens: 9, temperature: 1, topP: 1, topK: 0, seed, addSpecialTokens: true })
const never = () => new AbortController().signal

/** As a server that honours seeds answers: whichever of them does. */
const seeded = (asked: Asked) => {
  const body = completionOf(asked)
  return { ...body, choices: body.choices.map(choice => ({ ...choice, token_ids: [Number(asked['seed']), choice.index, 1] })) }
}
const well: Behaviour = (response, asked) => answer(response, 200, seeded(asked))
const after = (ms: number): Behaviour => (response, asked, attempt) => { setTimeout(() => well(response, asked, attempt), ms) }
const reset: Behaviour = response => { response.socket!.destroy() }

interface Sampler { readonly baseUrl: string, readonly asked: Asked[] }

/** A sampler for each behaviour. */
function withSamplers(behaviours: readonly Behaviour[], use: (samplers: Sampler[]) => Promise<void>, started: Sampler[] = []): Promise<void> {
  const [first, ...others] = behaviours
  return first === undefined ? use(started) : withSampler(first, sampler => withSamplers(others, use, [...started, sampler]))
}

const completer = (samplers: readonly Sampler[], changed: Partial<typeof limits> = {}) =>
  openaiCompleter({ ...limits, ...changed, servers: samplers.map(({ baseUrl }) => ({ baseUrl, model: 'm' })) })
const askAll = (complete: ReturnType<typeof completer>, count: number) => Promise.all(Array.from({ length: count }, (_, seed) => complete(requestOf(seed), never())))
const countsOf = (samplers: readonly Sampler[]) => samplers.map(({ asked }) => asked.length)

test('requests go where least is to do, each with all its samples', async () => {
  await withSamplers([after(400), after(20), after(20)], async samplers => {
    await askAll(completer(samplers, { concurrency: 6 }), 24)
    const [slow, ...fast] = countsOf(samplers)
    expect(slow).toBeLessThanOrEqual(6)
    expect(Math.min(...fast)).toBeGreaterThan(slow!)
    expect(samplers.flatMap(({ asked }) => asked.map(({ n, prompt }) => `${n} of ${prompt.length}`))).toEqual(Array.from({ length: 24 }, () => '4 of 1'))
  })
})

test('no address has more requests at once than it may, and all have as many', async () => {
  const open = [0, 0]
  const most = [0, 0]
  const counting = (index: number): Behaviour => (response, asked, attempt) => {
    open[index]! += 1
    most[index] = Math.max(most[index]!, open[index]!)
    setTimeout(() => {
      open[index]! -= 1
      well(response, asked, attempt)
    }, 20)
  }
  await withSamplers([counting(0), counting(1)], async samplers => {
    await askAll(completer(samplers, { requestsPerAddress: 3 }), 30)
    expect(most).toEqual([3, 3])
  })
})

const broken: [string, Behaviour][] = [
  ['dies in the middle of a request', reset],
  ['answers 500', response => answer(response, 500, { error: { message: 'broken' } })],
  ['breaks off its answer', response => {
    response.writeHead(200, { 'content-length': '1000' })
    response.write('{"choices"', () => response.socket!.destroy())
  }],
  ['does not answer', () => undefined],
]

test.each(broken)('what one that %s leaves undone another does, and the samples are the same', async (_, behaviour) => {
  let expected: unknown
  await withSamplers([well], async samplers => { expected = await askAll(completer(samplers), 12) })
  await withSamplers([(response, asked, attempt) => (attempt < 2 ? well : behaviour)(response, asked, attempt), well], async samplers => {
    expect(await askAll(completer(samplers, { timeoutMs: 300, concurrency: 2 }), 12)).toEqual(expected)
    expect(countsOf(samplers)[0]).toBeLessThan(6) // It is left out once it failed.
  })
})

test('one that works again is asked again', async () => {
  await withSamplers([(response, asked, attempt) => (attempt === 0 ? reset : well)(response, asked, attempt), well], async samplers => {
    const complete = completer(samplers)
    await complete(requestOf(0), never())
    await complete(requestOf(1), never())
    expect(countsOf(samplers)).toEqual([1, 2])
    await sleep(1100) // Its pause.
    await askAll(complete, 4)
    expect(countsOf(samplers)[0]).toBe(3)
  })
})

test('all gone: which, why and since when', async () => {
  const began = new Date().toISOString()
  await withSamplers([reset, reset], async samplers => {
    const fault = await completer(samplers, { retries: 2 })(requestOf(1), never()).catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(SamplersDown)
    const [first, second] = samplers.map(({ baseUrl }) => baseUrl)
    const { message } = fault as SamplersDown
    const times = [...message.matchAll(/since (\S+Z)/g)].map(([, time]) => time!)
    expect(message).toBe(`No sampler can be reached: ${first} (other side closed, since ${times[0]}), ${second} (other side closed, since ${times[1]}); start them there, then start again (a run with --resume).`)
    expect(times.every(time => time >= began && time <= new Date().toISOString())).toBe(true)
  })
})

test('an answer of 500 for ever is the failure of its request, not the end of all', async () => {
  const failing: Behaviour = response => answer(response, 500, { error: { message: 'broken' } })
  await withSamplers([reset, failing], async samplers => {
    const fault = await completer(samplers, { retries: 2 })(requestOf(1), never()).catch((error: unknown) => error)
    expect(fault).not.toBeInstanceOf(SamplersDown)
  })
})
