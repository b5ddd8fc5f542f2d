import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { lastValueFrom, of, toArray } from 'rxjs'
import { CureError } from '@cure-ts/records'
import { smallBatch } from './batch.spec.fixture.ts'
import { LearnerLost, LearnerRefused, MalformedFrames, StepFailed } from './bridge-errors.ts'
import { connectLearner } from './connect-learner.ts'
import { accepted, type Behaviour, pong, type Said, stepDone, withFakeLearner } from './fake-learner.spec.fixture.ts'
import type { Learner, Progress } from './learner.ts'
import { learnerConfig, learnerSettings } from './learner-config.ts'
import type { Request } from './messages.ts'
import { update } from './update.ts'

const settings = learnerSettings(learnerConfig.parse({}), { seed: 1, checkpointDir: null, resume: false, policyLag: 0 })
const options = { keys: null, runId: 'run', settings, connectTimeoutMs: 2000, heartbeatMs: 20, stallTimeoutMs: 200 }
const never = new AbortController().signal
const done = { step: 1, phase: 'coder', metrics: { loss: 0.5 }, policyVersion: 1, checkpoint: '/c' }

/** Runs `use` with a connection to a fake learner. */
function connected(
  behaviour: Behaviour,
  use: (learner: Learner, fake: { requests: Request[], sendRaw: (...frames: (Uint8Array | string)[]) => Promise<void> }) => Promise<void>,
  onProgress?: (progress: Progress) => void,
): Promise<void> {
  return withFakeLearner(behaviour, async fake => {
    const learner = await connectLearner({ ...options, address: fake.address, ...(onProgress === undefined ? {} : { onProgress }) })
    try {
      await use(learner, fake)
    } finally {
      learner.close()
    }
  })
}
/** Without the pings, whose number depends on the machine's speed. */
const typesOf = (requests: readonly Request[]) => requests.map(({ type }) => type).filter(type => type !== 'PING')

test('a learner that takes longer than the wait, but says that it is starting, is waited for', async () => {
  const late = (say: (...said: Said[]) => void, ms: number) => { void sleep(ms).then(() => say({ type: 'STARTING', epoch: '' })) }
  await withFakeLearner(() => [], async ({ address }) => {
    const learner = await connectLearner({ ...options, connectTimeoutMs: 600, address })
    expect(learner.welcome.epoch).toBe('e1')
    learner.close()
  }, { welcomeAfterMs: 1000, beforeWelcome: say => { for (const ms of [200, 500, 800]) late(say, ms) } })
})

test('a batch with a sequence that the model cannot read is not sent, and the sequence named', async () => {
  const cuSeqlens = Int32Array.of(0, 4, 204)
  await connected(() => [], async (learner, { requests }) => {
    await expect(learner.update({ ...smallBatch, cuSeqlens }, never)).rejects.toThrow(`Sequence ${smallBatch.sequenceIds[1]} has 200 tokens, but the learner's model reads 100; sample less`)
    expect(typesOf(requests)).toEqual(['HELLO'])
  })
})

test('a step: accepted, under way, done', async () => {
  const progress: Progress[] = []
  let arrived: { request: Request, bytes: string[] } | undefined
  const behaviour: Behaviour = (request, _, buffers) => {
    if (request.type === 'PING') return []
    arrived = { request, bytes: buffers.map(buffer => Buffer.from(buffer).toString('hex')) }
    return [accepted(request), { type: 'PROGRESS', step: 1, phase: 'coder', done: 1, total: 2 }, stepDone(request)]
  }
  await connected(behaviour, async (learner, { requests }) => {
    expect(learner.welcome).toMatchObject({ protocol: 1, learner: { name: 'fake', version: '0' }, lastCommittedStep: 0, epoch: 'e1' })
    expect(await learner.update(smallBatch, never)).toEqual(done)
    expect(typesOf(requests)).toEqual(['HELLO', 'BATCH'])
    expect(requests[0]).toMatchObject({ runId: 'run', epoch: '', settings })
  }, said => progress.push(said))
  expect(progress).toEqual([expect.objectContaining({ step: 1, phase: 'coder', done: 1, total: 2 })])
  expect(arrived!.request).toMatchObject({
    runId: 'run',
    epoch: 'e1',
    step: 1,
    phase: 'coder',
    last: false,
    temperature: 1,
    sequences: 2,
    arrays: [
      { name: 'token_ids', dtype: 'i32', shape: [5] },
      { name: 'cu_seqlens', dtype: 'i32', shape: [3] },
      { name: 'loss_mask', dtype: 'u8', shape: [5] },
      { name: 'sampler_logprobs', dtype: 'f32', shape: [5] },
      { name: 'advantages', dtype: 'f32', shape: [2] },
      { name: 'truncated', dtype: 'u8', shape: [2] },
    ],
    // Of python3: sha256(struct.pack('<5i3i5B5f2f2B', 5,6,5,7,1, 0,2,5, 0,1,0,1,1, 0,-.5,0,-.25,-1, 1,-1, 0,1))
    digest: '42d27e075b19006daf70d84bb593ceb389bdc412e665ecf8125475cb1ccd0af4',
  })
  expect(arrived!.bytes[0]).toBe('0500000006000000050000000700000001000000')
  expect(arrived!.bytes[3]).toBe('00000000000000bf00000000000080be000080bf')
})

test('an update that takes longer than the stall timeout, with a learner that says it is busy', async () => {
  const behaviour: Behaviour = (request, say) => {
    if (request.type === 'PING') return [pong(true)]
    setTimeout(() => say(stepDone(request)), 2 * options.stallTimeoutMs)
    return [accepted(request)]
  }
  await connected(behaviour, async (learner, { requests }) => {
    expect(await learner.update(smallBatch, never)).toEqual(done)
    expect(typesOf(requests)).toEqual(['HELLO', 'BATCH'])
  })
})

test('a reply that is lost: the batch is sent again and the stored answer comes', async () => {
  let trained = 0
  const behaviour: Behaviour = request => {
    if (request.type === 'PING') return [pong(false)]
    trained += 1
    return trained === 1 ? [accepted(request)] : [stepDone(request)]
  }
  await connected(behaviour, async (learner, { requests }) => {
    expect(await learner.update(smallBatch, never)).toEqual(done)
    const batches = requests.filter(({ type }) => type === 'BATCH')
    expect(batches.length).toBeGreaterThan(1)
    expect(batches[1]).toEqual(batches[0])
    expect(await learner.update(smallBatch, never)).toEqual(done)
  })
})

test('a learner that is idle and never does it is lost in the end', async () => {
  await connected(request => request.type === 'PING' ? [pong(false)] : [], async learner => {
    await expect(learner.update(smallBatch, never)).rejects.toBeInstanceOf(LearnerLost)
  })
})

test('silence: whom we waited for, and how long; afterwards nothing is waited for any more', async () => {
  await connected(() => [], async (learner, { requests }) => {
    await expect(learner.update(smallBatch, never)).rejects.toThrow(/^The learner at tcp:\/\/127\.0\.0\.1:\d+ did not answer BATCH for 0\.2 s; look whether it runs, and resume\.$/)
    expect(await learner.lost).toBeInstanceOf(LearnerLost)
    await expect(learner.save('best')).rejects.toBeInstanceOf(LearnerLost)
    expect(typesOf(requests)).toEqual(['HELLO', 'BATCH'])
  })
})

test.each(['CONFLICT', 'OUT_OF_ORDER', 'BUSY', 'BAD_MESSAGE', 'TOO_LARGE'])('%s is an error of this call alone', async code => {
  let refuse = true
  await connected(request => request.type === 'PING' ? [] : [refuse ? { type: 'ERROR', code, message: 'Not so.' } : stepDone(request)], async learner => {
    const fault = await learner.update(smallBatch, never).catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(LearnerRefused)
    expect(fault).toMatchObject({ code, message: expect.stringMatching(/refuses: Not so\.$/) })
    refuse = false
    expect(await learner.update(smallBatch, never)).toEqual(done)
  })
})

test('FENCED, and an error about nothing in particular, end the connection', async () => {
  for (const said of [{ code: 'FENCED', epoch: 'e2' }, { code: 'BAD_MESSAGE', id: '' }]) {
    await connected(() => [{ type: 'ERROR', message: 'Say HELLO again.', ...said }], async learner => {
      await expect(learner.update(smallBatch, never)).rejects.toMatchObject({ code: said.code })
      expect(await learner.lost).toMatchObject({ code: said.code })
    })
  }
})

test('an update that fails says whether it may be tried again', async () => {
  await connected(request => request.type === 'PING' ? [pong(false)] : [{ type: 'STEP_FAILED', step: 1, phase: 'coder', retriable: true, message: 'Out of memory.' }], async (learner, { requests }) => {
    const fault = await learner.update(smallBatch, never).catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(StepFailed)
    expect(fault).toMatchObject({ retriable: true, message: 'The update of step 1 (coder) failed: Out of memory.' })
    await sleep(3 * options.heartbeatMs)
    expect(typesOf(requests)).toEqual(['HELLO', 'BATCH'])
  })
})

test('replies from another life of the learner are not heard', async () => {
  await connected(request => request.type === 'PING' ? [] : [{ ...stepDone(request), epoch: 'e0' }, stepDone(request)], async learner => {
    expect(await learner.update(smallBatch, never)).toEqual(done)
  })
})

test.each([
  ['one frame', ['CURE']],
  ['another magic', ['HTTP1', '']],
  ['a header that is no msgpack', ['CURE\u0001', '\u00c1']],
  ['an unknown type', [Buffer.from('CURE\u0001'), Buffer.from('81a474797065a458595a5a', 'hex')]],
])('%s ends the connection with a typed error', async (_, frames) => {
  await connected(() => [], async (learner, { sendRaw }) => {
    const updated = learner.update(smallBatch, never)
    await sleep(10)
    await sendRaw(...frames)
    await expect(updated).rejects.toBeInstanceOf(MalformedFrames)
    expect(await learner.lost).toBeInstanceOf(CureError)
  })
})

test('an abort ends the wait at once, and a signal that is aborted already sends nothing', async () => {
  await connected(request => [request.type === 'PING' ? pong(true) : accepted(request)], async (learner, { requests }) => {
    const controller = new AbortController()
    const updated = learner.update(smallBatch, controller.signal)
    await sleep(10)
    controller.abort(new Error('enough'))
    await expect(updated).rejects.toThrow('enough')
    await expect(learner.update(smallBatch, controller.signal)).rejects.toThrow('enough')
    await sleep(3 * options.heartbeatMs)
    expect(typesOf(requests)).toEqual(['HELLO', 'BATCH'])
  })
})

test('save names the last step, shutdown waits for its answer', async () => {
  const behaviour: Behaviour = request => {
    if (request.type === 'BATCH') return [stepDone(request)]
    if (request.type === 'PING') return []
    return [request.type === 'SAVE' ? { type: 'SAVED', path: '/c/best' } : { type: 'BYE' }]
  }
  await connected(behaviour, async (learner, { requests }) => {
    await learner.update({ ...smallBatch, step: 3, last: true }, never)
    expect(await learner.save('best')).toBe('/c/best')
    expect(requests.at(-1)).toMatchObject({ type: 'SAVE', step: 3, label: 'best' })
    await learner.shutdown()
  })
})

test('publishing: the weights of the last step, their folder and their canary', async () => {
  const published = { path: '/c/served/version-000004', policyVersion: 4, canary: { tokenIds: [3, 4], logprobs: [-0.5] } }
  const behaviour: Behaviour = request => request.type === 'BATCH' ? [stepDone(request)] : request.type === 'PUBLISH' ? [{ type: 'PUBLISHED', ...published }] : []
  await connected(behaviour, async (learner, { requests }) => {
    await learner.update({ ...smallBatch, step: 2, last: true }, never)
    expect(await learner.publish()).toEqual(published)
    expect(requests.at(-1)).toMatchObject({ type: 'PUBLISH', step: 2 })
  })
})

test('close rejects what still waits', async () => {
  await connected(() => [], async learner => {
    const updated = learner.update(smallBatch, never)
    learner.close()
    await expect(updated).rejects.toThrow(/was closed/)
  })
})

test('nobody answers', async () => {
  await expect(connectLearner({ ...options, address: 'tcp://127.0.0.1:1', connectTimeoutMs: 50 })).rejects.toThrow(
    'No learner answers at tcp://127.0.0.1:1 within 0.05 s; start one there, or check the address.',
  )
})

test.each(['tcp://192.168.0.1:5555', 'tcp://example.org:5555', 'tcp://127.0.0.1.example.org:5555', 'tcp://[fe80::1]:5555'])('%s is refused without keys', async address => {
  await expect(connectLearner({ ...options, address })).rejects.toThrow(`${address}: is no bridge address on this machine; give learner.keys (cure keys makes them), or reach it through an SSH tunnel.`)
})

test.each(['tcp://*:5555', '127.0.0.1:5555', 'udp://10.0.0.1:5', ''])('"%s" is no address, with keys or without', async address => {
  await expect(connectLearner({ ...options, address })).rejects.toThrow(/is no bridge address; give/)
  await expect(connectLearner({ ...options, keys: '/nowhere', address })).rejects.toThrow(/is no bridge address; give/)
})

test('update is an operator: one batch in flight, in order', async () => {
  let inFlight = 0
  const learner: Pick<Learner, 'update'> = {
    async update(batch) {
      inFlight += 1
      expect(inFlight).toBe(1)
      await sleep(5)
      inFlight -= 1
      return { step: batch.step, phase: batch.phase, metrics: {}, policyVersion: 0, checkpoint: null }
    },
  }
  const phases = await lastValueFrom(of(smallBatch, { ...smallBatch, phase: 'tester' as const }).pipe(update(learner), toArray()))
  expect(phases.map(({ phase }) => phase)).toEqual(['coder', 'tester'])
})

test('unsubscribing from update aborts the wait', async () => {
  let signal: AbortSignal | undefined
  const learner: Pick<Learner, 'update'> = {
    update: (_, itsSignal) => {
      signal = itsSignal
      return new Promise(() => undefined)
    },
  }
  of(smallBatch).pipe(update(learner)).subscribe().unsubscribe()
  expect(signal?.aborted).toBe(true)
})
