export { addAgenticFlags, type AgenticFlags, agenticOf, pipelineFlag, ruleFlag } from './agent/agentic-flags.ts'
export { coderFlag, testerFlag, withCoder, withTester } from './agent/model-flags.ts'
export { type OpenAgent, openAgent } from './agent/open-agent.ts'
export { whileLearnerLives } from './while-learner-lives.ts'
