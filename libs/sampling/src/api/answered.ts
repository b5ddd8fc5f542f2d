import * as Schema from 'effect/Schema'
import { decoder } from '@cure-ts/records'
import { withThinking } from '../without-thinking.ts'

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** What a server answered to one request, and what it counts for it. */
export const Answered = Schema.Struct({
  promptTokens: Count,
  /** Of all answers together, what the model thought included. */
  completionTokens: Count,
  answers: Schema.Array(Schema.Struct({ text: Schema.String, finishReason: Schema.String })),
})
export type Answered = typeof Answered.Type

/** An answer that is none: asked again, it may be one. */
export class AnswerUnreadable extends Error {
  override readonly name = 'AnswerUnreadable'
}

const maybeText = Schema.optionalKey(Schema.NullOr(Schema.String))

/** What we read of OpenAI's completion and chat completion objects; servers call what a model thought by two names. */
const Body = Schema.Struct({
  choices: Schema.Array(Schema.Struct({
    text: maybeText,
    message: Schema.optionalKey(Schema.NullOr(Schema.Struct({ content: maybeText, reasoning: maybeText, reasoning_content: maybeText }))),
    finish_reason: maybeText,
  })),
  usage: Schema.optionalKey(Schema.NullOr(Schema.Struct({ prompt_tokens: Count, completion_tokens: Count }))),
})
const decodeBody = decoder(Body)

/**
 * Reads the body of a completion or a chat completion. Choices that hold no text are left out.
 *
 * @param prompt of the request: a server that counts no tokens has them estimated
 * @throws AnswerUnreadable where there is no choice with a text
 */
export function readAnswered(body: unknown, prompt: string): Answered {
  let decoded: typeof Body.Type
  try {
    decoded = decodeBody(body, 'the answer')
  } catch (error) {
    throw new AnswerUnreadable((error as Error).message, { cause: error })
  }
  const answers = decoded.choices.flatMap(({ text: plain, message, finish_reason }) => {
    const answer = message == null ? plain : message.content ?? ''
    const thinking = message?.reasoning_content ?? message?.reasoning ?? ''
    return answer == null ? [] : [{ text: withThinking(thinking, answer), finishReason: finish_reason ?? 'unknown' }]
  })
  if (answers.length === 0) throw new AnswerUnreadable('the answer: holds no choice with a text.')
  return {
    promptTokens: decoded.usage?.prompt_tokens ?? estimateTokens(prompt),
    completionTokens: decoded.usage?.completion_tokens ?? answers.reduce((sum, { text: each }) => sum + estimateTokens(each), 0),
    answers,
  }
}

/** A token for every three bytes: more than the tokenizers of our day need for English text and code. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 3)
}

/** The length of each answer: exact where there is one, else the total shared out by the length of the texts. */
export function tokenCounts({ answers, completionTokens }: Answered): number[] {
  const weights = answers.map(answer => answer.text.length + 1)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map(weight => Math.round(completionTokens * weight / total))
}
