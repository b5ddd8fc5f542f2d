import { type Command, InvalidArgumentError, Option } from 'commander'
import { agenticConfig, type AgenticConfig, pipelineNames } from '@cure-ts/agentic'
import type { CureConfig } from '@cure-ts/pipeline'
import { CureError } from '@cure-ts/records'
import { type RuleName, ruleNames } from '@cure-ts/selection'
import { wholeNumber } from '../whole-number.ts'

export type AgenticFlags = Partial<Pick<AgenticConfig, 'pipeline' | 'rule' | 'rounds' | 'maxPairs' | 'specifications' | 'maxCalls' | 'maxTokens' | 'maxSeconds'>> & { maxTaskCost?: number, prompts?: string }

export const pipelineFlag = () => new Option('--pipeline <name>', 'how programs and tests are made and one program is chosen [best-of-n]').choices(pipelineNames)

/** The oracle reads the ground truth: it is no rule to choose by. */
export const usableRules = ruleNames.filter((rule): rule is Exclude<RuleName, 'oracle'> => rule !== 'oracle')

export const ruleFlag = () => new Option('--rule <name>', 'how best-of-n and iterative-tests choose a program by the tests [best-of-n]').choices(usableRules)

/** Adds the limits and settings of everything that solves tasks with pipelines. */
export function addAgenticFlags(command: Command): Command {
  return command
    .option('--rounds <number>', 'iterative-tests: at most so many repairs of a test; s-star: programs of a chain [3]', wholeNumber)
    .option('--max-pairs <number>', 's-star: at most so many comparisons of two programs a task [20]', wholeNumber)
    .option('--specifications <number>', 'mpsc: programs that check an output, a task [16]', wholeNumber)
    .option('--max-calls <number>', 'at most so many answers of the models a task [200]', wholeNumber)
    .option('--max-tokens <number>', 'no further call for a task that has used so many tokens [1000000]', wholeNumber)
    .option('--max-task-cost <dollars>', 'no further call for a task that has cost so much, by sampler.prices', dollars)
    .option('--max-seconds <number>', 'wall time a task may take [600]', wholeNumber)
    .option('--prompts <folder>', 'a folder whose NAME.jinja stand in the place of the shipped prompts')
}

/** @throws CureError where cost is limited and a price is not known */
export function agenticOf({ seed, sampler, sampling }: CureConfig, flags: AgenticFlags): AgenticConfig {
  const { pipeline, rule, rounds, maxPairs, specifications, maxCalls, maxTokens, maxTaskCost, maxSeconds } = flags
  const { programs, tests, temperature, maxProgramTokens, maxTestTokens } = sampling
  const prices = { coder: sampler.prices[sampler.model ?? ''], tester: sampler.prices[(sampler.testerBaseUrl === null ? sampler.model : sampler.testerModel) ?? ''] }
  if (maxTaskCost !== undefined && (prices.coder === undefined || prices.tester === undefined)) {
    throw new CureError('--max-task-cost needs to know what the models cost: name them with --sampler-model and --tester-model, and give their prices under sampler.prices in the config file.')
  }
  return agenticConfig.parse({ pipeline, rule, rounds, maxPairs, specifications, maxCalls, maxTokens, maxCost: maxTaskCost, maxSeconds, prices, seed, programs, tests, temperature, maxProgramTokens, maxTestTokens })
}

function dollars(text: string): number {
  if (!(/^\d+(\.\d+)?$/.test(text) && Number(text) > 0)) throw new InvalidArgumentError('It has to be a number above 0.')
  return Number(text)
}
