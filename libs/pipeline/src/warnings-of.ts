import { noVarianceShare } from '@cure-ts/benchmarks'
import type { StepReport } from '@cure-ts/records'

/** Below this a policy hardly varies what it writes, and a group's samples have little to differ in. */
const LOW_ENTROPY_NATS = 0.02

/** Steps whose mean length the last ones' is compared with: the first ones, before much was learned. */
const FIRST_STEPS = 10
/** A step's own mean depends on its tasks. */
const LAST_STEPS = 5

type Unwarned = Omit<StepReport, 'warnings'>

/**
 * What a person should look at after a step, a sentence each; docs/metrics.md says what to do about it.
 *
 * @param earlier reports of the steps before, from step 1
 */
export function warningsOf(report: Unwarned, earlier: readonly Unwarned[]): string[] {
  return [...selectionWarnings(report), ...sampleWarnings(report), ...duplicateWarnings(report), ...lengthWarnings([...earlier, report]), ...learningWarnings(report)]
}

function selectionWarnings({ statistics: { mu } }: Unwarned): string[] {
  return mu !== null && mu.value <= 0 ? [`mu is ${mu.value.toFixed(3)}: more generated tests make the selection of programs worse.`] : []
}

function sampleWarnings({ counts, shares }: Unwarned): string[] {
  const most = (share: number, sentence: string) => share > 0.5 ? [`${percent(share)} of ${sentence}`] : []
  const failed = counts.programsFailed + counts.testsFailed
  return [
    ...most(shares.unreadablePrograms, 'the programs are unreadable; look at them with cure show.'),
    ...most(shares.unreadableTests, 'the tests are unreadable; look at them with cure show.'),
    ...most(shares.truncatedPrograms, 'the programs met their length limit; raise --max-program-tokens.'),
    ...most(shares.truncatedTests, 'the tests met their length limit; raise --max-test-tokens.'),
    ...most(shares.duplicateTests, 'the tests have the input of another one.'),
    ...most(shares.copiedTests, 'the tests copy the prompt\'s example.'),
    ...failed > 0 ? [`${failed} samples failed; look at the sampler.`] : [],
    ...counts.cellsMissing > 0 ? [`${counts.cellsMissing} of ${counts.cells} cells have no verdict, since the sandbox or the sampler failed.`] : [],
  ]
}

/**
 * Correct programs may well be alike, and most are once a task is learned; wrong ones that are alike show that the coder tries nothing else.
 * No more than all correct programs but one a task can repeat a correct one, so that the other repeats are of wrong programs.
 */
function duplicateWarnings({ counts: { programs, programsDecided, programsCorrect, programsDuplicate, tasksWithCorrectProgram } }: Unwarned): string[] {
  const wrong = programsDecided - programsCorrect
  const repeats = programsDuplicate - (programsCorrect - tasksWithCorrectProgram) - (programs - programsDecided)
  return wrong > programs / 4 && repeats / wrong > 0.75
    ? [`At least ${percent(repeats / wrong)} of the wrong programs repeat another one: the coder tries nothing else; raise --temperature or lower --learning-rate.`]
    : []
}

function lengthWarnings(reports: readonly Unwarned[]): string[] {
  if (reports.length < FIRST_STEPS + LAST_STEPS) return []
  return (['program', 'test'] as const).flatMap(kind => {
    const [first, last] = [reports.slice(0, FIRST_STEPS), reports.slice(-LAST_STEPS)].map(some => mean(some.map(({ lengths }) => lengths[kind])))
    const change = `The ${kind}s' responses have ${last!.toFixed(0)} tokens, at first ${first!.toFixed(0)}`
    if (last! > 2 * first!) return [`${change}: where accuracy does not grow with them, use --normalization length-aware.`]
    return last! < first! / 4 ? [`${change}: look at them with cure show, whether the policy found a short answer that pays.`] : []
  })
}

function learningWarnings(report: Unwarned): string[] {
  const { trained, metrics } = report
  if (trained.coder + trained.tester === 0) return ['No sample gave a gradient: nothing was learned in this step.']
  return (['coder', 'tester'] as const).flatMap(role => {
    const entropy = metrics[`${role}/entropy`]
    const alike = noVarianceShare(report, role)
    return [
      ...alike > 0.8 ? [`${percent(alike)} of the ${role}'s samples are in groups whose rewards do not differ: the tasks are too easy or too hard for it.`] : [],
      ...entropy !== undefined && trained[role] > 0 && entropy < LOW_ENTROPY_NATS ? [`The ${role}'s entropy is ${entropy.toFixed(3)} nats a token: it hardly varies what it writes.`] : [],
    ]
  })
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

const percent = (share: number) => `${Math.round(share * 100)}%`
