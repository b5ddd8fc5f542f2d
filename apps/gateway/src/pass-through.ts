import type { AgenticConfig } from '@cure-ts/agentic'
import { type ChatTemplate, type Complete, conversation, estimateTokens } from '@cure-ts/sampling'
import type { Answer } from './answer.ts'
import type { Asked } from './read-request.ts'

/** Asks the coder as a client asked, once. */
export type PassThrough = (asked: Asked, seed: number, signal: AbortSignal) => Promise<Answer>

/**
 * Conversations are written as text by the model's chat template; without one their messages stand below each other. A completion's prompt
 * is sent as it is.
 */
export function passThrough(complete: Complete, chatTemplate: ChatTemplate | null, { maxProgramTokens, prices: { coder } }: Pick<AgenticConfig, 'maxProgramTokens' | 'prices'>): PassThrough {
  const render = chatTemplate === null ? null : conversation(chatTemplate)
  return async (asked, seed, signal) => {
    const isTemplated = asked.kind === 'chat' && render !== null
    const prompt = isTemplated ? render(asked.messages) : asked.messages.map(({ content }) => content).join('\n\n')
    const [completions] = await complete({
      prompts: [prompt], n: 1, maxTokens: Math.min(asked.maxTokens ?? maxProgramTokens, maxProgramTokens), temperature: asked.temperature ?? 1,
      topP: asked.topP ?? 1, topK: 0, seed, addSpecialTokens: !isTemplated,
    }, signal)
    const { text, promptTokenIds, tokenIds, tokenCount, finishReason } = completions![0]!
    const promptTokens = tokenCount === undefined ? promptTokenIds.length : estimateTokens(prompt)
    const tokens = tokenCount ?? tokenIds.length
    const cost = (promptTokens * coder.prompt + tokens * coder.completion) / 1e6
    const shown = untilStop(text, asked.stop)
    return { text: shown, finishReason: shown === text ? finishReason : 'stop', promptTokens, tokens, cure: { selected: false, calls: 1, cost } }
  }
}

/** The text before the first of the words that end it. */
function untilStop(text: string, stop: readonly string[]): string {
  const places = stop.map(word => word === '' ? -1 : text.indexOf(word)).filter(place => place >= 0)
  return places.length === 0 ? text : text.slice(0, Math.min(...places))
}
