import { checkSampler } from '@cure-ts/sampling'
import { chooseWay } from '@cure-ts/trainer-bridge'
import type { CureConfig } from '../cure-config.ts'
import { type NamedServer, openServers } from '../open-servers.ts'

/** The first request of a server may compile its kernels. */
const longestAnswerMs = 120_000

/** @throws CureError where a server gives what cannot be trained on, naming the launch flag that it lacks */
export async function checkServers(servers: readonly NamedServer[], { sampling }: Pick<CureConfig, 'sampling'>): Promise<void> {
  const timeoutMs = Math.min(sampling.timeoutMs, longestAnswerMs)
  const { signal } = new AbortController()
  await Promise.all(servers.map(server => checkSampler({ ...server, timeoutMs }, signal)))
}

/**
 * Whether the servers that run already could be trained with: their answers, and whether they take new weights as the configuration wants.
 *
 * @returns one sentence; null where the learner samples itself
 * @throws CureError as {@link checkServers}, or where they take no weights
 */
export async function checkSamplers(config: CureConfig): Promise<string | null> {
  const { baseUrl: baseUrls, command, handover } = config.sampler
  if (baseUrls === null) return null
  if (command !== null) return 'The sampler is started, and checked, when training starts.'
  const { coders } = await openServers(config, baseUrls, { train: true })
  await checkServers(coders, config)
  await chooseWay(handover, coders, undefined)
  return `What ${coders.length === 1 ? 'the sampler answers' : `all ${coders.length} samplers answer`} can be trained on.`
}
