// How long a step takes beside its slowest stage, with two servers that sample, a sandbox and a learner of set latency: step k+1 is
// sampled while step k trains. Bar: at most 1.1 times the slowest stage with a policy lag of 1. The samplers are asked over HTTP, the learner over its bridge.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { lastValueFrom, tap } from 'rxjs'
import { train } from '@cure-ts/pipeline'
import { openaiCompleter } from '@cure-ts/sampling'
import { answersTo, execute, startRun } from './toy-run.mjs'

const [steps, settledAt, bar] = [16, 2, 1.1]
/** Milliseconds: a request, the tables of a task, the updates of both roles together. */
const cases = [
  { maxPolicyLag: 1, sample: 1000, execute: 50, update: 1000 },
  { maxPolicyLag: 1, sample: 1000, execute: 300, update: 400 },
  { maxPolicyLag: 1, sample: 400, execute: 300, update: 1000 },
  { maxPolicyLag: 0, sample: 1000, execute: 50, update: 1000 },
]

const measured = []
for (const latencies of cases) {
  measured.push(await measure(latencies))
  process.stderr.write(`${lineOf(measured.at(-1))}\n`)
}
process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`)
const missed = measured.filter(({ maxPolicyLag, ratio }) => maxPolicyLag > 0 && ratio > bar)
process.stdout.write(`${measured.map(lineOf).join('\n')}\n${missed.length === 0 ? 'met' : 'MISSED'}: a step takes at most ${bar} times its slowest stage with a lag of 1\n`)
process.exitCode = missed.length === 0 ? 0 : 1

async function measure({ maxPolicyLag, ...latencies }) {
  const samplers = await Promise.all([startSampler(latencies.sample), startSampler(latencies.sample)])
  const complete = openaiCompleter({
    servers: samplers.map(({ baseUrl }) => ({ baseUrl, model: 'fake' })), requestsPerAddress: null, timeoutMs: 60_000, retries: 0, concurrency: 32, requestsPerSecond: 0,
  })
  const run = async table => {
    await sleep(latencies.execute)
    return execute(table)
  }
  const settings = { steps, maxPolicyLag, tasksPerStep: 8, sampling: { programs: 4, tests: 4 }, sandbox: { lanes: 8 } }
  const { context, end } = await startRun(settings, { complete, sandbox: { run } }, { updateMs: latencies.update / 2 })
  const [reports, times] = [[], []]
  await lastValueFrom(train(context).pipe(tap(({ report }) => {
    reports.push(report)
    times.push(performance.now())
  })))
  await end()
  for (const { close } of samplers) close()
  const stages = Object.fromEntries(['sample', 'execute', 'update'].map(name => [name, mean(reports.slice(settledAt).map(({ seconds }) => seconds[name]))]))
  const wall = (times.at(-1) - times[settledAt - 1]) / 1000 / (steps - settledAt)
  return { maxPolicyLag, stages, wall, ratio: wall / Math.max(...Object.values(stages)) }
}

/** Answers `/v1/completions` after so many milliseconds, as many requests at once as come. */
async function startSampler(latencyMs) {
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray()
    const { prompt: [prompt], n } = JSON.parse(Buffer.concat(chunks).toString())
    await sleep(latencyMs)
    const choices = answersTo(prompt, n).map((text, index) => ({
      index, text, finish_reason: 'stop', logprobs: { token_logprobs: [-0.5, -0.25] }, token_ids: [3, 4], prompt_token_ids: [1, 2],
    }))
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ choices }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { baseUrl: `http://127.0.0.1:${server.address().port}/v1`, close }
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function lineOf({ maxPolicyLag, stages: { sample, execute: run, update }, wall, ratio }) {
  return `lag ${maxPolicyLag}: sample ${sample.toFixed(2)} s, execute ${run.toFixed(2)} s, update ${update.toFixed(2)} s; a step ${wall.toFixed(2)} s, ${ratio.toFixed(2)} times the slowest`
}
