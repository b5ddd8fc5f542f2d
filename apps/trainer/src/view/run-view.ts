import { createLogUpdate } from 'log-update'
import { summaryTable } from '@cure-ts/benchmarks'
import type { Evaluation, StepReport } from '@cure-ts/records'
import { bestEvaluation, type TrainEvent } from '@cure-ts/pipeline'
import type { Activity } from '../run-training.ts'
import { evaluationLine, stepLine } from './figures.ts'
import { renderPanel } from './terminal-panel.ts'

/** What a person or a machine sees of a run. */
export interface RunView {
  event(event: TrainEvent): void
  activity(activity: Activity): void
  log(line: string): void
  /**
   * The before/after table, where the checkpoints are, and which is the best.
   *
   * @param evaluations the run's, from its folder: a resumed run saw but a part of them itself
   */
  end(runPath: string, evaluations: readonly Evaluation[]): void
  /** Gives the terminal back; what comes after is printed below. */
  close(): void
}

export type ViewKind = 'terminal' | 'plain' | 'json'

/** `json`: an event a line on standard output. Else words on standard output; a live panel where it is a terminal. */
export function createRunView(kind: ViewKind, steps: number): RunView {
  if (kind === 'json') return jsonView()
  return kind === 'terminal' ? terminalView(steps) : plainView(steps)
}

function jsonView(): RunView {
  return {
    event: event => { print(JSON.stringify(event)) },
    activity: () => undefined,
    log: line => { process.stderr.write(`${line}\n`) },
    end: (runPath, evaluations) => { print(JSON.stringify({ type: 'end', run: runPath, best: bestOf(runPath, evaluations) })) },
    close: () => undefined,
  }
}

function plainView(steps: number): RunView {
  const said = new Set<string>()
  return {
    event: event => {
      for (const line of eventLines(event, steps)) print(line)
    },
    // Each but once: a log wants no line for every task, nor for every update.
    activity: ({ what, total }) => {
      if (total === undefined && !said.has(what)) print(what)
      said.add(what)
    },
    log: line => { process.stderr.write(`${line}\n`) },
    end: (runPath, evaluations) => { print(endText(evaluations, runPath)) },
    close: () => undefined,
  }
}

function terminalView(steps: number): RunView {
  const panel = createLogUpdate(process.stdout)
  let report: StepReport | undefined
  let evaluation: Evaluation | undefined
  let activity: Activity = { what: 'starting' }
  let trainingMs = 0
  let stepsSeen = 0
  let isLive = true
  const draw = () => {
    if (!isLive) return
    const secondsLeft = stepsSeen === 0 ? undefined : (steps - (report?.step ?? 0)) * trainingMs / stepsSeen / 1000
    panel(renderPanel({ steps, report, evaluation, activity, secondsLeft }))
  }
  const above = (lines: readonly string[]) => {
    if (isLive) panel.clear()
    for (const line of lines) print(line)
    draw()
  }
  return {
    event: event => {
      if (event.type === 'step') {
        report = event.report
        stepsSeen += 1
        trainingMs += event.report.seconds.wall * 1000
      } else {
        evaluation = event.evaluation
      }
      above(eventLines(event, steps).slice(0, event.type === 'step' ? 1 : undefined)) // The panel has a step's warnings.
    },
    activity: next => {
      activity = next
      draw()
    },
    log: line => above([line]),
    end: (runPath, evaluations) => {
      isLive = false
      panel.clear()
      print(endText(evaluations, runPath))
    },
    close: () => {
      isLive = false
      panel.done()
    },
  }
}

function eventLines(event: TrainEvent, steps: number): string[] {
  const [line, warnings = []] = event.type === 'evaluation'
    ? [evaluationLine(event.evaluation), event.evaluation.warnings]
    : [stepLine(event.report, steps), event.report.warnings]
  return [line, ...warnings.map(warning => `  warning: ${warning}`)]
}

function endText(evaluations: readonly Evaluation[], runPath: string): string {
  const heldOut = evaluations.filter(({ split }) => split === 'held-out')
  const [before, after] = [heldOut[0], heldOut.at(-1)]
  const table = before !== undefined && after !== undefined && before !== after ? `${summaryTable(before, after).trimEnd()}\n\n` : ''
  const best = bestOf(runPath, evaluations)
  const named = best === undefined ? '' : `\nThe best on the validation tasks is ${best.checkpoint}, after step ${best.step}.`
  return `\n${table}The run is in ${runPath}, its checkpoints in ${runPath}/checkpoints.${named}\nLook at a step with: npx cure show ${runPath} --step 1`
}

/** The checkpoint that validation chose, where there was any. */
function bestOf(runPath: string, evaluations: readonly Evaluation[]): { step: number, checkpoint: string } | undefined {
  const best = bestEvaluation(evaluations)
  return best && { step: best.step, checkpoint: `${runPath}/checkpoints/best` }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
