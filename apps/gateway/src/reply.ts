import { randomUUID } from 'node:crypto'
import type { Answer } from './answer.ts'
import type { Asked } from './read-request.ts'

/** What all objects of one answer have in common. */
function headOf({ kind, model }: Asked) {
  return { id: `${kind === 'chat' ? 'chatcmpl' : 'cmpl'}-${randomUUID()}`, created: Math.floor(Date.now() / 1000), model }
}

function usageOf({ promptTokens, tokens }: Answer) {
  return { prompt_tokens: promptTokens, completion_tokens: tokens, total_tokens: promptTokens + tokens }
}

/** An answer as one object in OpenAI's form (https://platform.openai.com/docs/api-reference/chat/object). */
export function replyOf(asked: Asked, answer: Answer): object {
  const { text, finishReason, cure } = answer
  const choice = { index: 0, logprobs: null, finish_reason: finishReason }
  return {
    ...headOf(asked),
    ...asked.kind === 'chat'
      ? { object: 'chat.completion', choices: [{ ...choice, message: { role: 'assistant', content: text, refusal: null } }] }
      : { object: 'text_completion', choices: [{ ...choice, text }] },
    usage: usageOf(answer),
    cure,
  }
}

/** The same as server-sent events, a chunk a line of the text; the last choice carries `cure`. */
export function eventsOf(asked: Asked, answer: Answer): string[] {
  const head = { ...headOf(asked), object: asked.kind === 'chat' ? 'chat.completion.chunk' : 'text_completion' }
  const chunk = (text: string, finish_reason: string | null, more: object = {}) => ({
    ...head,
    choices: [{ index: 0, logprobs: null, finish_reason, ...asked.kind === 'chat' ? { delta: text === '' ? {} : { content: text } } : { text } }],
    ...more,
  })
  const role = { ...head, choices: [{ index: 0, logprobs: null, finish_reason: null, delta: { role: 'assistant', content: '' } }] }
  const lines = answer.text.match(/[^\n]*\n|[^\n]+$/g) ?? []
  const chunks = [
    ...asked.kind === 'chat' ? [role] : [],
    ...lines.map(line => chunk(line, null)),
    chunk('', answer.finishReason, { cure: answer.cure }),
    ...asked.includeUsage ? [{ ...head, choices: [], usage: usageOf(answer) }] : [],
  ]
  return [...chunks.map(each => JSON.stringify(each)), '[DONE]'].map(data => `data: ${data}\n\n`)
}
