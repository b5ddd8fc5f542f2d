import type { Agent } from './agent.ts'
import type { AgenticConfig, PipelineName } from './agentic-config.ts'
import { alphacodium } from './alphacodium.ts'
import { bestOfN } from './best-of-n.ts'
import { iterativeTests } from './iterative-tests.ts'
import { mpsc } from './mpsc.ts'
import { sStar } from './s-star.ts'

/** A way to solve a task with a coder, a tester and a sandbox: it proposes programs to the agent, the last of which counts. */
export type Pipeline = (agent: Agent, config: AgenticConfig) => Promise<void>

export const pipelines: Readonly<Record<PipelineName, Pipeline>> = {
  'best-of-n': bestOfN,
  'iterative-tests': iterativeTests,
  mpsc,
  alphacodium,
  's-star': sStar,
}

/** Whether a pipeline chooses by the configured rule of selection; the others have a choice of their own. */
export const usesRule = (pipeline: PipelineName) => pipeline === 'best-of-n' || pipeline === 'iterative-tests'
