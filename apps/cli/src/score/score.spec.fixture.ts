import type { Complete, Completion, CompletionRequest, SamplingStep } from '@cure-ts/sampling'
import { samplingConfig } from '@cure-ts/sampling'

const completion = (text: string): Completion => ({ text, promptTokenIds: [], tokenIds: [], logprobs: [], finishReason: 'stop', policyVersion: null, tokenCount: 1 })

/** An answer that holds a test. */
export const testAnswer = (input: string, output: string): string => `**Test Input:**\n\`\`\`\n${input}\n\`\`\`\n**Test Output:**\n\`\`\`\n${output}\n\`\`\``

/** A tester that gives every task these answers, and what it was asked. */
export function fakeTester(answers: readonly string[]) {
  const asked: CompletionRequest[] = []
  const complete: Complete = request => {
    asked.push(request)
    return Promise.resolve(request.prompts.map(() => answers.map(completion)))
  }
  const prompts = { coder: () => '', tester: (question: string) => question, addSpecialTokens: true }
  const config: SamplingStep = { ...samplingConfig.parse({ tests: answers.length, promptsPerRequest: 4 }), step: 0, policyVersion: 0 }
  return { asked, port: { complete, prompts }, config }
}

/** Doubling: two right tests, one of which comes twice, a wrong one, and one that cannot be read. */
export const doublingTests = [testAnswer('1', '2'), testAnswer('1', '2'), testAnswer('2', '4'), testAnswer('3', '7'), 'Well.']
