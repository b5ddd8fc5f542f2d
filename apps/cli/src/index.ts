export { addAgenticFlags, type AgenticFlags, agenticOf, pipelineFlag } from './agent/agentic-flags.ts'
export { type OpenAgent, openAgent } from './agent/open-agent.ts'
export { whileLearnerLives } from './while-learner-lives.ts'
