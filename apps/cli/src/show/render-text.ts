import type { Verdict } from '@cure-ts/records'
import { decided, figure, type ShownTask, verdictAt, verdictMark } from './shown-task.ts'

/** A task for the terminal. */
export function renderText(task: ShownTask): string {
  const { rewarded, executed } = task
  const sections = [
    `task ${rewarded.taskId}\n\n${rewarded.question ?? ''}`,
    ...executed?.prompts === undefined ? [] : [heading('coder\'s prompt'), executed.prompts.coder, heading('tester\'s prompt'), executed.prompts.tester],
    heading('table (a row a program, a column a test)'),
    table(task),
    heading('programs'),
    ...rewarded.programIds.map((id, index) => sample(
      id, rewarded.correctPrograms[index], rewarded.programRewards[index], rewarded.programAdvantages[index],
      executed?.programs[index]?.response?.text ?? executed?.programs[index]?.failure)),
    heading('generated tests'),
    ...rewarded.testIds.flatMap((id, index) => rewarded.origins[index] !== 'generated' ? [] : [sample(
      id, rewarded.correctTests[index], rewarded.testRewards[index], rewarded.testAdvantages[index],
      executed?.tests[index]?.response?.text ?? executed?.tests[index]?.failure)]),
  ]
  return `${sections.join('\n')}\n`
}

function table(task: ShownTask): string {
  const { programIds, testIds, origins, correctPrograms, correctTests, programRewards } = task.rewarded
  const width = Math.max('correct'.length, ...programIds.map(id => id.length))
  const firstTruth = origins.indexOf('ground-truth')
  const cells = (markOf: (test: number) => string) => testIds.map((_, test) => `${test === firstTruth ? '| ' : ''}${markOf(test)}`).join(' ')
  const seen = new Set<Verdict>()
  const rows = programIds.map((id, program) => {
    const marks = cells(test => {
      const verdict = verdictAt(task, program, test)
      seen.add(verdict)
      return verdictMark[verdict]
    })
    return `${id.padEnd(width)}  ${marks}   ${decided(correctPrograms[program])}, reward ${figure(programRewards[program])}`
  })
  const legend = [...seen].map(verdict => `${verdictMark[verdict]} ${verdict}`).join('  ')
  return [...rows, `${'correct'.padEnd(width)}  ${cells(test => yesOrNo(correctTests[test]))}`, '', `${legend}  | ground truth from here`].join('\n')
}

function sample(id: string, correct: boolean | null | undefined, reward: number | null | undefined, advantage: number | null | undefined, text: string | undefined): string {
  const body = text === undefined ? '' : `\n${text.replaceAll(/^/gm, '    ')}`
  return `${id}  ${decided(correct)}, reward ${figure(reward)}, advantage ${figure(advantage)}${body}`
}

const yesOrNo = (value: boolean | null | undefined) => value === true ? 'y' : value === false ? 'n' : '?'

const heading = (text: string) => `\n== ${text} ==`
