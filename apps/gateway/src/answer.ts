import type { AgentEnd } from '@cure-ts/agentic'
import type { Verdict } from '@cure-ts/records'

/** What the programs did on the tests. */
export interface TableSummary {
  readonly programs: number
  readonly tests: number
  readonly readablePrograms: number
  readonly readableTests: number
  /** Cells by verdict. */
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>
  readonly rule: string
  /** One a program. */
  readonly scores: readonly number[]
  /** Which program was chosen, from 0; null: none. */
  readonly chosen: number | null
}

/** The extension field `cure` of an answer: how it was found. */
export type Extension = {
  /** Answers of the models. */
  readonly calls: number
  /** Dollars, where the models' prices are known. */
  readonly cost: number
} & ({ readonly selected: false } | {
  readonly selected: true
  readonly pipeline: string
  /** `done`, or why the pipeline ended before with the best that it had. */
  readonly endedBy: AgentEnd['endedBy']
  readonly seconds: number
  /** Null: nothing was chosen by a table. */
  readonly table: TableSummary | null
})

export interface Answer {
  readonly text: string
  readonly finishReason: string
  /** Over all calls; a prompt counts once, however many answers it had. */
  readonly promptTokens: number
  readonly tokens: number
  readonly cure: Extension
}
