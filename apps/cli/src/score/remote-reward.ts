import * as Schema from 'effect/Schema'
import { decoder, RecordError } from '@cure-ts/records'
import { ScoreJob, type ScoreResult } from './score-records.ts'

/** What OpenRLHF posts to a remote reward model (`--remote_rm_url`, `openrlhf/utils/remote_rm_utils.py`). A query is a prompt and its response as one text. */
const RemoteRewardRequest = Schema.Struct({
  query: Schema.Array(Schema.String),
  prompts: Schema.Array(Schema.String),
  labels: Schema.optionalKey(Schema.NullOr(Schema.Array(Schema.NullOr(Schema.String)))),
})
const [decodeRequest, decodeJob] = [decoder(RemoteRewardRequest), decoder(ScoreJob)]

/**
 * The jobs of a request, one a task, and for each query its job and its place there. The task is the label: a JSON object with `question`, or the question itself; without a label the
 * prompt stands for it, with whatever a chat template wrote around.
 *
 * @throws RecordError where a list or a task is wrong
 */
export function readRemoteReward(body: unknown): { readonly jobs: readonly ScoreJob[], readonly places: readonly (readonly [job: number, place: number])[] } {
  const { query, prompts, labels } = decodeRequest(body, 'The request')
  if (prompts.length !== query.length || (labels != null && labels.length !== query.length)) throw new RecordError('The request', 'query', 'Expected query, prompts and labels of one length')
  const groups = new Map<string, { task: Record<string, unknown>, responses: string[] }>()
  const names: string[] = []
  const places = query.map((text, index) => {
    const prompt = prompts[index]!
    const name = labels?.[index] || prompt
    const group = groups.get(name) ?? { task: readTask(name), responses: [] }
    if (!groups.has(name)) names.push(name)
    groups.set(name, group)
    return [names.indexOf(name), group.responses.push(text.startsWith(prompt) ? text.slice(prompt.length) : text) - 1] as const
  })
  const jobs = names.map((name, index) => {
    const { task, responses } = groups.get(name)!
    return decodeJob({ ...task, programs: null, responses }, `The request: task ${index + 1}`)
  })
  return { jobs, places }
}

function readTask(label: string): Record<string, unknown> {
  try {
    const value = JSON.parse(label) as unknown
    if (typeof value === 'object' && value !== null && 'question' in value) return { ...value }
  } catch {
    // It is the question.
  }
  return { question: label }
}

/** In OpenRLHF's form: `rewards` train, `scores` filter groups. It takes numbers only, so that what is not known is 0 there and counted. */
export function remoteRewards(results: readonly ScoreResult[], places: readonly (readonly [number, number])[]) {
  const scores = places.map(([job, place]) => results[job]!.scores[place] ?? null)
  const rewards = scores.map(score => score ?? 0)
  return { rewards, scores: rewards, extra_logs: { score_unknown: scores.map(score => Number(score === null)), tests_used: places.map(([job]) => results[job]!.tests.used) } }
}
