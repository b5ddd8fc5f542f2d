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
  const { programIds, testIds, origins, correctPrograms, programRewards } = task.rewarded
  const width = Math.max(...programIds.map(id => id.length))
  const firstTruth = origins.indexOf('ground-truth')
  const row = (program: number) => testIds
    .map((_, test) => `${test === firstTruth ? '| ' : ''}${verdictMark[verdictAt(task, program, test)]}`)
    .join(' ')
  const rows = programIds.map((id, program) => `${id.padEnd(width)}  ${row(program)}   ${decided(correctPrograms[program])}, reward ${figure(programRewards[program])}`)
  const legend = Object.entries(verdictMark).map(([verdict, mark]) => `${mark} ${verdict}`).join('  ')
  return [...rows, '', `${legend}  | ground truth from here`].join('\n')
}

function sample(id: string, correct: boolean | null | undefined, reward: number | null | undefined, advantage: number | null | undefined, text: string | undefined): string {
  const body = text === undefined ? '' : `\n${text.replaceAll(/^/gm, '    ')}`
  return `${id}  ${decided(correct)}, reward ${figure(reward)}, advantage ${figure(advantage)}${body}`
}

const heading = (text: string) => `\n== ${text} ==`
