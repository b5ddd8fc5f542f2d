// A batch of 3,200 sequences of 1,000 tokens over the bridge and as JSON over HTTP, in turns: seconds from arrays here to arrays there
// and the answer back. Bars: at most 1/20 of JSON's time; at most twice the batch in memory, on either side.
import { median, processMemory, startNullLearner } from './null-learner.mjs'
import { connectLearner, learnerConfig, learnerSettings } from '@cure-ts/trainer-bridge'

const [sequences, length, rounds] = [3200, 1000, 5]
const never = new AbortController().signal

const started = await startNullLearner()
const learner = await connectLearner({
  address: started.bridge, keys: null, runId: 'bench', connectTimeoutMs: 30_000, heartbeatMs: 2000, stallTimeoutMs: 60_000,
  settings: learnerSettings(learnerConfig.parse({}), { seed: 1, checkpointDir: null, resume: false, policyLag: 0 }),
})
const batch = makeBatch()
const bytes = [batch.tokenIds, batch.cuSeqlens, batch.lossMask, batch.samplerLogprobs, batch.advantages, batch.truncated].reduce((sum, { byteLength }) => sum + byteLength, 0)
const overBridge = step => learner.update({ ...batch, step }, never)

// Memory first: what JSON leaves behind would be taken up again without a trace.
await learner.update({ ...makeBatch(1), step: 1 }, never)
const [here, there] = [processMemory(process.pid), processMemory(started.pid)]
await overBridge(2)
const peaks = { pipeline: (bytes + here.growth()) / bytes, learner: there.growth() / bytes }

const seconds = { bridge: [], json: [] }
for (let round = 0; round < rounds; round++) {
  seconds.bridge.push(await timed(() => overBridge(3 + round)))
  seconds.json.push(await timed(overHttp))
}
learner.close()
await started.stop()

const [bridge, json] = [median(seconds.bridge), median(seconds.json)]
process.stdout.write(`${JSON.stringify({ sequences, length, megabytes: bytes / 1e6, bridgeSeconds: bridge, jsonSeconds: json, ratio: json / bridge, peakBatches: peaks }, null, 2)}\n`)
const met = bridge <= json / 20 && Math.max(peaks.pipeline, peaks.learner) <= 2
process.stdout.write(`${met ? 'met' : 'MISSED'}: at most 1/20 of JSON's time (1/${(json / bridge).toFixed(1)}), at most 2 batches in memory (${peaks.pipeline.toFixed(2)} here, ${peaks.learner.toFixed(2)} there)\n`)
process.exitCode = met ? 0 : 1

function makeBatch(count = sequences) {
  const tokens = count * length
  let state = 1
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647
  return {
    step: 1, phase: 'joint', last: true, temperature: 1,
    sequenceIds: Array.from({ length: count }, (_, index) => `task-${index >> 5}/p${index & 31}`),
    roles: Array.from({ length: count }, () => 'coder'),
    policyVersions: new Int32Array(count),
    tokenIds: Int32Array.from({ length: tokens }, () => Math.floor(random() * 150_000)),
    cuSeqlens: Int32Array.from({ length: count + 1 }, (_, index) => index * length),
    lossMask: Uint8Array.from({ length: tokens }, (_, index) => Number(index % length > 200)),
    samplerLogprobs: Float32Array.from({ length: tokens }, (_, index) => index % length > 200 ? Math.log(random() + 1e-6) : 0),
    advantages: Float32Array.from({ length: count }, () => random() * 4 - 2),
    truncated: new Uint8Array(count),
  }
}

async function overHttp() {
  const body = JSON.stringify({
    token_ids: Array.from(batch.tokenIds), cu_seqlens: Array.from(batch.cuSeqlens), loss_mask: Array.from(batch.lossMask),
    sampler_logprobs: Array.from(batch.samplerLogprobs), advantages: Array.from(batch.advantages), truncated: Array.from(batch.truncated),
  })
  const response = await fetch(`${started.http}/batch`, { method: 'POST', body })
  if ((await response.json()).tokens !== sequences * length) throw new Error('The batch did not arrive.')
}

async function timed(work) {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}
