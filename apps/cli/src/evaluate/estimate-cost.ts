import { lastValueFrom } from 'rxjs'
import { type CureConfig, evaluationSampling, type Session, type Stages } from '@cure-ts/pipeline'
import { CureError, type Role, type Task } from '@cure-ts/records'
import { type Complete, type CompletionRequest, estimateTokens, type Tally } from '@cure-ts/sampling'
import { pullThrough } from '@cure-ts/stream'

/** What an evaluation is going to ask servers for; answers that the cache has are left out. */
export interface Estimate extends Tally {
  /** Answers that are in the cache. */
  readonly cached: number
  /** Whether the lengths of all answers come from those of cached ones; else some are taken at their limit. */
  readonly isByLength: boolean
}

/** So many cached answers tell how long others are going to be. */
const telling = 16

/**
 * Goes through the evaluation without sending anything. The length of an answer is taken from the cached ones of its role, else at its limit; that of a prompt from its bytes.
 *
 * @returns null where no server is asked for texts
 */
export async function estimateCost({ config, stages, session }: { config: CureConfig, stages: Stages, session: Session }, tasks: readonly Task[]): Promise<Estimate | null> {
  if (Object.keys(session.asked).length === 0) return null
  const estimates = await Promise.all((['coder', 'tester'] as const).map(async role => {
    const server = session.asked[session.completeTests === undefined ? 'coder' : role]
    return server === undefined ? nothing : estimateRole(await requestsOf(role), server, session)
  }))
  return estimates.reduce(addEstimates)

  async function requestsOf(role: Role): Promise<CompletionRequest[]> {
    const requests: CompletionRequest[] = []
    const collect: Complete = request => {
      requests.push(request)
      return Promise.resolve([])
    }
    const ignore: Complete = () => Promise.resolve([])
    const port = { complete: role === 'coder' ? collect : ignore, completeTests: role === 'tester' ? collect : ignore, prompts: session.prompts }
    await lastValueFrom(pullThrough(tasks, stages.sampling.sample(evaluationSampling(config, 0), port), tasks.length), { defaultValue: undefined })
    return requests
  }
}

const nothing: Estimate = { requests: 0, answers: 0, promptTokens: 0, completionTokens: 0, dollars: 0, cached: 0, isByLength: true }

async function estimateRole(requests: readonly CompletionRequest[], { model, cached }: NonNullable<Session['asked']['coder']>, { meter }: Session): Promise<Estimate> {
  let [asked, missing, promptTokens, limit, known, knownTokens] = [0, 0, 0, 0, 0, 0]
  for (const request of requests) {
    for (const [index, kept] of (await cached(request)).entries()) {
      const have = kept.reduce((sum, { answers }) => sum + answers.length, 0)
      known += have
      knownTokens += kept.reduce((sum, { completionTokens }) => sum + completionTokens, 0)
      if (have >= request.n) continue
      asked += 1
      missing += request.n - have
      limit += (request.n - have) * request.maxTokens
      promptTokens += estimateTokens(request.prompts[index]!)
    }
  }
  const isByLength = known >= telling || missing === 0
  const completionTokens = known >= telling ? Math.ceil(missing * knownTokens / known) : limit
  return { requests: asked, answers: missing, promptTokens, completionTokens, dollars: meter.dollars(model, { promptTokens, completionTokens }), cached: known, isByLength }
}

function addEstimates(a: Estimate, b: Estimate): Estimate {
  return {
    requests: a.requests + b.requests, answers: a.answers + b.answers, promptTokens: a.promptTokens + b.promptTokens, completionTokens: a.completionTokens + b.completionTokens,
    dollars: a.dollars === null || b.dollars === null ? null : a.dollars + b.dollars, cached: a.cached + b.cached, isByLength: a.isByLength && b.isByLength,
  }
}

/** @throws CureError where the estimate is above the limit, or the limit cannot be kept since a price is not known */
export function refuseCost({ dollars, isByLength }: Estimate, maxCost: number | null): void {
  if (maxCost === null) return
  if (dollars === null) throw new CureError('--max-cost is set, but a price is not known; add it to sampler.prices in the config file: dollars a million tokens, prompt and completion, by model.')
  if (dollars > maxCost) throw new CureError(`The evaluation would cost about $${dollars.toFixed(2)}${isByLength ? '' : ' if its answers were as long as they may be'}, and --max-cost is $${maxCost}; raise it, or ask for less${isByLength ? '' : ' (after a few tasks, with --limit and --cache, the estimate knows how long answers are)'}.`)
}

/** One sentence. */
export function describeEstimate({ requests, answers, cached, promptTokens, completionTokens, dollars, isByLength }: Estimate): string {
  return `To ask: ${answers} answers in ${requests} requests (${cached} answers are cached), about ${promptTokens} prompt and ${isByLength ? 'about' : 'at most'} ${completionTokens} completion tokens, ${dollars === null ? 'price not known' : `$${dollars.toFixed(4)}`}.`
}
