import { statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import { CureError } from '@cure-ts/records'
import { showTrace } from '../agent/show-trace.ts'
import { renderPage } from '../show/render-page.ts'
import { renderText } from '../show/render-text.ts'
import { openRun, plotRun, showRun } from '../show/show-run.ts'
import type { ShownTask } from '../show/shown-task.ts'
import { wholeNumber } from '../whole-number.ts'

interface ShowFlags {
  readonly step?: number
  readonly task?: string
  readonly html?: string
  readonly plots?: string
}

/** `cure show`: a trace's task; a run's steps and evaluations, or a task of a step as it was: prompts, responses, table, rewards. */
export const showCommand = new Command('show')
  .description('Show a run: its steps and evaluations, or a step\'s tasks with prompts, responses, table and rewards; or a trace of cure agent, task by task')
  .argument('<run>', 'the run folder, or the file of a trace')
  .option('--step <number>', 'the step; without it the run is shown', wholeNumber)
  .option('--task <id>', 'the task; without it the tasks of the step or of the trace are listed')
  .option('--html <file>', 'write the task (or all tasks of the step) as one page')
  .option('--plots <folder>', 'write the run\'s learning curves, as SVG and PNG')
  .action(async (run: string, { step, task, html, plots }: ShowFlags) => {
    if (statSync(run, { throwIfNoEntry: false })?.isFile() === true) await showTrace(run, task, html)
    else if (step !== undefined) await showStep(run, step, task, html)
    else if (task !== undefined || html !== undefined) throw new CureError('--task and --html show a step: say which with --step.')
    else if (plots === undefined) await showRun(run)
    if (plots !== undefined) await plotRun(run, plots)
  })

async function showStep(run: string, step: number, task: string | undefined, html: string | undefined): Promise<void> {
  const tasks = await readStep(run, step)
  const shown = task === undefined ? tasks : tasks.filter(({ rewarded }) => rewarded.taskId === task)
  if (shown.length === 0) throw new CureError(`${run}: step ${step} has no task ${task}; leave --task out to list its tasks.`)
  if (html !== undefined) {
    await writeFile(html, renderPage(`${run}, step ${step}`, shown))
    process.stdout.write(`Wrote ${shown.length} ${shown.length === 1 ? 'task' : 'tasks'} to ${html}.\n`)
  } else if (task === undefined) {
    const width = Math.max(...shown.map(({ rewarded }) => rewarded.taskId.length))
    for (const { rewarded: { taskId, counts, question } } of shown) {
      process.stdout.write(`${taskId.padEnd(width)}  correct: programs ${of(counts.programsCorrect, counts.programs)}  tests ${of(counts.testsCorrect, counts.tests)}  ${firstLine(question ?? '')}\n`)
    }
  } else {
    process.stdout.write(renderText(shown[0]!))
  }
}

async function readStep(run: string, step: number): Promise<ShownTask[]> {
  const folder = await openRun(run)
  const [executed, rewarded] = [await folder.readExecuted(step), await folder.readRewarded(step)]
  if (rewarded === null) throw new CureError(`${run}: has no records of step ${step}; it was not reached, or the run keeps reports only (--keep).`)
  const byTask = new Map(executed?.map(record => [record.taskId, record]))
  return rewarded.map(record => ({ rewarded: record, executed: byTask.get(record.taskId) }))
}

const of = (part: number, whole: number) => `${String(part).padStart(String(whole).length)}/${whole}`

const firstLine = (text: string) => text.split('\n')[0]!.slice(0, 60)
