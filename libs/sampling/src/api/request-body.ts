import type { CompletionRequest } from '../completion.ts'
import type { Dialect } from './dialect.ts'
import type { Endpoint } from './find-endpoint.ts'

/** Where and what to post for one prompt. What a setting leaves off is not named, since many servers refuse what they do not know. */
export function requestBody(
  { n, maxTokens, temperature, topP, topK, seed }: CompletionRequest,
  prompt: string,
  { model, endpoint, reasoningEffort }: { model: string, endpoint: Endpoint, reasoningEffort: string | null },
  dialect: Dialect,
): { path: string, body: Record<string, unknown> } {
  const common = {
    model,
    [dialect.limit]: maxTokens,
    temperature,
    ...(n > 1 && { n }),
    ...(topP < 1 && { top_p: topP }),
    ...(topK > 0 && { top_k: topK }),
    ...(dialect.seed && { seed }),
  }
  return endpoint === 'chat'
    ? { path: '/chat/completions', body: { ...common, messages: [{ role: 'user', content: prompt }], ...(reasoningEffort !== null && { reasoning_effort: reasoningEffort }) } }
    : { path: '/completions', body: { ...common, prompt } }
}
