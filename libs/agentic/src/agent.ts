import { CureError, type Executed, type Role, type Task } from '@cure-ts/records'
import { readProgram, readTest, seedOf } from '@cure-ts/sampling'
import type { TableJob } from '@cure-ts/sandbox'
import { selectTask } from '@cure-ts/selection'
import type { AgenticConfig } from './agentic-config.ts'
import { Budget } from './budget.ts'
import type { Ports } from './ports.ts'
import { type AgentRun, limitsOf, programIndex, tableOf } from './task-table.ts'
import type { TraceEvent } from './trace-event.ts'

export interface UnitTest {
  readonly input: string
  readonly output: string
}

/** What a pipeline works with on one task: it asks, runs and decides through here, so that all of it is limited and traced. */
export class Agent {
  readonly budget: Budget
  #proposal: string | null = null
  readonly #task: Task
  readonly #config: AgenticConfig
  readonly #ports: Ports
  readonly #signal: AbortSignal
  readonly #emit: (event: TraceEvent) => void
  /** How often the same was asked: each time is a draw of its own. */
  readonly #asked = new Map<string, number>()

  constructor(task: Task, config: AgenticConfig, ports: Ports, signal: AbortSignal, emit: (event: TraceEvent) => void) {
    this.budget = new Budget(config)
    this.#task = task
    this.#config = config
    this.#ports = ports
    this.#signal = signal
    this.#emit = event => { if (!signal.aborted) emit(event) }
  }

  /** What is chosen so far. */
  get proposal(): string | null {
    return this.#proposal
  }

  /** The examples that everybody may see. */
  get publicTests(): UnitTest[] {
    return this.#task.example_input.map((input, index) => ({ input, output: this.#task.example_output[index]! }))
  }

  get #taskId(): string {
    return String(this.#task.task_id)
  }

  /**
   * The texts of `n` answers of a role's model to a prompt template, whose variables are `question`, `examples`, `function_name` and
   * the given ones.
   *
   * @throws LimitReached where the task may ask no more
   */
  async ask(role: Role, template: string, variables: Readonly<Record<string, unknown>>, { n, temperature }: { readonly n: number, readonly temperature?: number }): Promise<string[]> {
    return this.#ask(role, template, variables, n, temperature, this.#seedOf(template, variables))
  }

  async #ask(role: Role, template: string, variables: Readonly<Record<string, unknown>>, n: number, temperature: number | undefined, seed: number): Promise<string[]> {
    this.budget.reserve(n)
    const { question, exe_method, function_name } = this.#task
    const filled = { question, examples: [], function_name: exe_method === 'function' ? function_name ?? null : null, ...variables }
    const { maxProgramTokens, maxTestTokens, ...config } = this.#config
    const maxTokens = role === 'coder' ? maxProgramTokens : maxTestTokens
    const request = { taskId: this.#taskId, role, template, variables: filled, n, temperature: temperature ?? config.temperature, maxTokens, seed }
    const startedAt = performance.now()
    const answers = await this.#ports.ask(request, this.#signal)
    this.budget.spend(role, answers)
    this.#emit({ event: 'call', ...request, answers, seconds: secondsSince(startedAt) })
    return answers.map(({ text }) => text)
  }

  /** The text of one answer. */
  async askOnce(role: Role, template: string, variables: Readonly<Record<string, unknown>>, temperature?: number): Promise<string> {
    const [text] = await this.ask(role, template, variables, { n: 1, ...(temperature !== undefined && { temperature }) })
    return text ?? ''
  }

  /**
   * The text of one answer to each of several fillings of a template, all asked at once. They have one seed, so that they may travel in one request, but
   * for fillings that are the same: each is a draw of its own.
   */
  async askEach(role: Role, template: string, fillings: readonly Readonly<Record<string, unknown>>[]): Promise<string[]> {
    const seed = this.#seedOf(template, fillings)
    const keys = fillings.map(variables => JSON.stringify(variables))
    const answers = await Promise.all(fillings.map((variables, place) => {
      const before = keys.slice(0, place).filter(key => key === keys[place]).length
      return this.#ask(role, template, variables, 1, undefined, before === 0 ? seed : seedOf(seed, before))
    }))
    return answers.map(([text]) => text ?? '')
  }

  /** Asked for the same once more, another one. */
  #seedOf(template: string, variables: unknown): number {
    const asked = JSON.stringify([template, variables])
    const turn = this.#asked.get(asked) ?? 0
    this.#asked.set(asked, turn + 1)
    return seedOf(this.#config.seed, this.#taskId, asked, turn)
  }

  /** Programs of the coder; null: the answer holds none. The first is proposed where nothing is yet. */
  async writePrograms(n: number): Promise<(string | null)[]> {
    const programs = (await this.ask('coder', 'coder', {}, { n })).map(readProgram)
    if (this.#proposal === null) this.propose(programs.find(code => code !== null) ?? null)
    return programs
  }

  /** Tests of the tester; null: the answer holds none. */
  async writeTests(n: number): Promise<(UnitTest | null)[]> {
    const answers = await this.ask('tester', 'tester', {}, { n })
    return answers.map(text => {
      const test = readTest(text)
      return test === null ? null : { input: test.input, output: test.output }
    })
  }

  /** Programs and tests, asked for at once; where one of the two fails the other is waited for, so that a program it brought is not lost. */
  async writeBoth(programs: number, tests: number): Promise<[(string | null)[], (UnitTest | null)[]]> {
    const asked = [this.writePrograms(programs), this.writeTests(tests)] as const
    await Promise.allSettled(asked)
    return Promise.all(asked)
  }

  /** Every program on every test, with the task's limits. */
  async run(programs: readonly (string | null)[], unitTests: readonly (UnitTest | null)[]): Promise<AgentRun> {
    const tests = unitTests.map(test => test ?? { input: null, output: null })
    return this.#run({ ...limitsOf(this.#task), programs, tests })
  }

  /** Whole programs on inputs, with the task's limits, whatever the task is solved by: `verdicts[script][input]`, `passed` or `wrong-output` where it ended well. */
  async runScripts(scripts: readonly string[], inputs: readonly string[]): Promise<Executed['verdicts']> {
    const { timeLimitMs, memoryLimitBytes } = limitsOf(this.#task)
    const tests = inputs.map(input => ({ input, output: '' }))
    return (await this.#run({ timeLimitMs, memoryLimitBytes, exeMethod: 'stdin', comparison: 'tokens', programs: scripts, tests })).verdicts
  }

  async #run(job: TableJob): Promise<AgentRun> {
    const { programs, tests } = job
    const startedAt = performance.now()
    const { verdicts, outputs: kept } = await this.#ports.run(job, this.#signal)
    if (kept === undefined) throw new CureError('The pipelines compare outputs; give them a sandbox that keeps them (keepOutputs).')
    const outputs = verdicts.map((row, program) => row.map((verdict, test) => verdict === 'passed' || verdict === 'wrong-output' ? kept[program]![test]! : null))
    this.#emit({ event: 'run', taskId: this.#taskId, programs, tests, verdicts, outputs, seconds: secondsSince(startedAt) })
    return { verdicts, outputs }
  }

  /** Runs the programs on the tests and proposes the one that the configured rule chooses. */
  async choose(programs: readonly (string | null)[], unitTests: readonly (UnitTest | null)[]): Promise<void> {
    const ran = await this.run(programs, unitTests)
    const { rule } = this.#config
    const { scores, chosen } = selectTask(tableOf(this.#task, programs, unitTests, ran), this.#config)
    this.decide('select', { rule, scores, chosen })
    this.propose(chosen === null ? null : programs[programIndex(chosen)]!)
  }

  /** Chooses a program until a better one is known; null changes nothing. */
  propose(code: string | null): void {
    if (this.#signal.aborted) return
    this.#proposal = code ?? this.#proposal
  }

  /** Says in the trace what was decided. */
  decide(name: string, detail: Readonly<Record<string, unknown>>): void {
    this.#emit({ event: 'decision', taskId: this.#taskId, name, detail })
  }
}

const secondsSince = (startedAt: number) => (performance.now() - startedAt) / 1000
