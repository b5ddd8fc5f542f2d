import { CureError, type Role } from '@cure-ts/records'
import { answerCache, type ApiCompleter, apiCompleter, type Complete, findChatTemplate, loadPrompts, Meter, openaiCompleter, type Prompts } from '@cure-ts/sampling'
import type { CureConfig } from './cure-config.ts'

/** Who writes programs and tests. */
export interface Servers {
  readonly complete: Complete
  /** The servers behind it. */
  readonly coders: readonly NamedServer[]
  /** Where another model writes the tests. */
  readonly completeTests?: Complete | undefined
  /** What the servers that are asked for texts alone were asked. */
  readonly meter: Meter
  /** Those servers, by whom they stand for. */
  readonly asked: Partial<Record<Role, Pick<ApiCompleter, 'model' | 'cached'>>>
  /** Begins nothing more, and resolves when what is paid for is in the cache. */
  readonly settle: () => Promise<void>
}

/**
 * @param baseUrls of the coder's servers
 * @throws CureError where several servers would be asked for texts alone, a server that trains would be asked for texts alone, or one without a named model lists none
 */
export async function openServers({ sampler, sampling }: CureConfig, baseUrls: readonly string[], { train }: { readonly train: boolean }): Promise<Servers> {
  const { testerBaseUrl, endpoint, prices, maxCost } = sampler
  if (baseUrls.length > 1 && endpoint !== 'tokens') throw new CureError(`sampler.endpoint ${endpoint} asks one address, and sampler.baseUrl has ${baseUrls.length}; name one of them.`)
  if (train && endpoint !== 'tokens') throw new CureError(`sampler.endpoint ${endpoint} gives no token ids, which training needs; set it to tokens.`)
  const meter = new Meter(prices, maxCost)
  const asked: Servers['asked'] = {}
  const answering: ApiCompleter[] = []
  const completerAt = (role: Role, servers: readonly NamedServer[]): Complete => {
    const { timeoutMs, retries, concurrency, requestsPerSecond } = sampling
    const [server] = servers as [NamedServer]
    const limits = { apiKey: server.apiKey, timeoutMs, retries, concurrency, requestsPerSecond }
    if (server.endpoint === 'tokens') return openaiCompleter({ ...limits, servers, requestsPerAddress: role === 'coder' ? sampler.requestsPerAddress : null })
    const cache = sampler.cache === null ? null : answerCache(sampler.cache)
    const completer = apiCompleter({ ...limits, baseUrl: server.baseUrl, model: server.model, endpoint: server.endpoint, reasoningEffort: sampler.reasoningEffort, cache, meter })
    answering.push(completer)
    asked[role] = completer
    return completer.complete
  }
  const { OPENAI_API_KEY: apiKey, CURE_LEARNER_TOKEN: learnerToken, TESTER_API_KEY: ownTesterKey } = process.env
  // No key of one server goes to another.
  const key = sampler.baseUrl === null ? learnerToken : apiKey
  const testerKey = ownTesterKey ?? (testerBaseUrl !== null && baseUrls.includes(testerBaseUrl) ? key : sampler.baseUrl === null ? apiKey : undefined)
  const coders = await Promise.all(baseUrls.map(baseUrl => named({ baseUrl, model: sampler.model, endpoint, apiKey: key })))
  return {
    complete: completerAt('coder', coders),
    coders,
    completeTests: testerBaseUrl === null
      ? undefined
      : completerAt('tester', [await named({ baseUrl: testerBaseUrl, model: sampler.testerModel, endpoint: sampler.testerEndpoint, apiKey: testerKey })]),
    meter,
    asked,
    settle: async () => { await Promise.all(answering.map(({ settle }) => settle())) },
  }
}

/** A server with its name of the model. */
export interface NamedServer extends Server {
  readonly model: string
}

interface Server {
  readonly baseUrl: string
  /** Null: the first it lists. */
  readonly model: string | null
  readonly endpoint: CureConfig['sampler']['endpoint']
  readonly apiKey: string | undefined
}

/** A conversation's special tokens are written here where a text goes to the server, and by the server where messages do. */
export async function promptsFor({ sampling: { coderPrompt, testerPrompt }, sampler, model }: CureConfig): Promise<Prompts> {
  const load = async (endpoint: Server['endpoint']) => loadPrompts({ coderPrompt, testerPrompt, chatTemplate: isChat(endpoint) ? null : await findChatTemplate(model) })
  const [coders, testers] = [await load(sampler.endpoint), await load(sampler.testerBaseUrl === null ? sampler.endpoint : sampler.testerEndpoint)]
  return { ...coders, tester: testers.tester }
}

const isChat = (endpoint: Server['endpoint']) => endpoint === 'chat' || endpoint === 'auto'

async function named(server: Server): Promise<NamedServer> {
  return { ...server, model: server.model ?? await firstModel(server) }
}

async function firstModel({ baseUrl, apiKey }: Server): Promise<string> {
  const url = `${baseUrl}/models`
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000), ...(apiKey !== undefined && { headers: { authorization: `Bearer ${apiKey}` } }) })
    if (!response.ok) throw new Error(`it answered ${response.status}`)
    const { data } = await response.json() as { data?: { id: string }[] }
    if (data?.[0] === undefined) throw new Error('its list is empty')
    return data[0].id
  } catch (error) {
    const { message, cause } = error as Error
    const reason = (cause as NodeJS.ErrnoException | undefined)?.code ?? message
    throw new CureError(`${url}: lists no model (${reason}); start the server, correct its address, or name the model with --sampler-model (of a tester with --tester-model).`, { cause: error })
  }
}
