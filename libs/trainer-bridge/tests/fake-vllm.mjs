// A server with vLLM's endpoints and no model: `fake-vllm.mjs DIR [--port N] [--fixed] [--deaf] [--latency-ms N] [--rounding SHARE]
// [--lora] [--parent-pid-watch]`, the last as the learner has it.
// Its weights are the canary in DIR/manifest.json: it echoes those log-probabilities, and every token that it samples has the first of
// them, so that a sample tells which weights made it. --fixed: without VLLM_SERVER_DEV_MODE; --deaf: it says that it loaded, and did not.
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'

const { positionals: [folder], values: { port, fixed, deaf, lora, 'latency-ms': latencyMs, rounding, 'parent-pid-watch': watched } } = parseArgs({
  allowPositionals: true,
  options: { port: { type: 'string', default: '0' }, fixed: { type: 'boolean' }, deaf: { type: 'boolean' }, lora: { type: 'boolean' }, 'latency-ms': { type: 'string', default: '0' }, rounding: { type: 'string', default: '0' }, 'parent-pid-watch': { type: 'boolean' } },
})

const calls = []
let weights = read(folder)
const adapters = new Map()
let running = 0
let isPaused = false

function read(from) {
  const manifest = join(from, 'manifest.json')
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).canary.logprobs : [-1, -1]
}

async function complete({ model = 'fake', prompt, n = 1, echo, temperature }) {
  while (isPaused) await sleep(5)
  const logprobs = model === 'fake' ? weights : adapters.get(model)
  if (logprobs === undefined) throw new Error(`no model ${model}`)
  running += 1
  try {
    await sleep(Number(latencyMs))
    if (echo) return { choices: [{ index: 0, text: '', finish_reason: 'length', logprobs: { token_logprobs: [null, ...logprobs.map(logprob => logprob * (1 + Number(rounding))), -0.1] } }] }
    const texts = ['```python\nprint(input())\n```', '**Test Input:**\n```\n1\n```\n**Test Output:**\n```\n1\n```\n']
    const logprob = temperature < 0.1 ? -0.001 : logprobs[0] // Of the distribution sampled from.
    const prompts = typeof prompt === 'string' ? [prompt] : prompt
    const choices = prompts.flatMap(() => Array.from({ length: n }, (_, index) => texts[index % 2])).map((text, index) => ({
      index, text, finish_reason: 'stop', logprobs: { token_logprobs: [logprob, logprob] }, token_ids: [7, 2], prompt_token_ids: [5, 6],
    }))
    return { object: 'text_completion', choices, usage: { completion_tokens: 2 * choices.length } }
  } finally {
    running -= 1
  }
}

const endpoints = {
  'GET /health': async () => '',
  'GET /v1/models': async () => ({ object: 'list', data: ['fake', ...adapters.keys()].map(id => ({ id })) }),
  'GET /calls': async () => calls,
  'POST /v1/completions': complete,
  ...(lora && {
    'POST /v1/load_lora_adapter': async ({ lora_name: name, lora_path: path }) => {
      if (name === undefined || adapters.has(name) || !existsSync(path)) throw new Error(`cannot load ${name} of ${path}`)
      adapters.set(name, read(join(path, '..')))
      return `Success: LoRA adapter '${name}' added successfully.`
    },
    'POST /v1/unload_lora_adapter': async ({ lora_name: name }) => {
      if (!adapters.delete(name)) throw new Error(`no adapter ${name}`)
      return 'Success.'
    },
  }),
  ...(!fixed && {
    'GET /is_paused': async () => ({ is_paused: isPaused }),
    'POST /pause?mode=wait': async () => {
      isPaused = true
      while (running > 0) await sleep(5)
      return { status: 'paused' }
    },
    'POST /collective_rpc': async ({ method, kwargs: { weights_path: path } }) => {
      if (method !== 'reload_weights' || running > 0) throw new Error(`${method} while ${running} run`)
      if (!existsSync(join(path, 'manifest.json'))) throw new Error(`no weights in ${path}`)
      if (!deaf) weights = read(path)
      return { results: [null] }
    },
    'POST /reset_prefix_cache': async () => ({ success: running === 0 }),
    'POST /resume': async () => {
      isPaused = false
      return { status: 'resumed' }
    },
  }),
}

const server = createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const name = `${request.method} ${request.url}`
  if (name !== 'GET /calls') calls.push(name)
  const send = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(typeof body === 'string' ? body : JSON.stringify(body))
  const endpoint = endpoints[name]
  if (endpoint === undefined) return send(404, { detail: 'Not Found' })
  try {
    send(200, await endpoint(chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks))))
  } catch (error) {
    send(500, { error: { message: error.message, authorization: request.headers.authorization } })
  }
})
server.listen(Number(port), '127.0.0.1')
await once(server, 'listening')
if (watched) process.stdin.on('end', () => process.exit(0)).resume()
process.stdout.write(`${JSON.stringify({ type: 'ready', http: `http://127.0.0.1:${server.address().port}`, bridge: null, pid: process.pid })}\n`)
