import { tap } from 'rxjs'
import { AgentEnd, type AgenticConfig, solve } from '@cure-ts/agentic'
import { type CureConfig, loadTasks } from '@cure-ts/pipeline'
import { CureError, Task } from '@cure-ts/records'
import { addAgenticFlags, type AgenticFlags, agenticOf, pipelineFlag, ruleFlag } from '../agent/agentic-flags.ts'
import { describeEnds } from '../agent/describe-ends.ts'
import { coderFlag, testerFlag, withCoder, withTester } from '../agent/model-flags.ts'
import { openAgent } from '../agent/open-agent.ts'
import { openTrace } from '../agent/open-trace.ts'
import { replayTrace } from '../agent/replay-trace.ts'
import { readInput, type RecordFlags, runStage } from '../record-stream.ts'
import { stageCommand } from '../stage-command.ts'
import { compareAgentsCommand } from './agent-compare.ts'
import { whileLearnerLives } from '../while-learner-lives.ts'
import { wholeNumber } from '../whole-number.ts'

type AgentFlags = RecordFlags & AgenticFlags & { coder?: string, tester?: string, tasksAtOnce: number, trace?: string, replay?: string, limit?: number }

/** `cure agent`: solves tasks with a pipeline of a coder, a tester and the sandbox, or replays a trace of it; `cure agent compare`: several beside each other. */
export const agentCommand = addAgenticFlags(stageCommand(
  {
    name: 'agent', description: 'Solve tasks with a pipeline that uses a tester', reads: 'Task', writes: 'AgentEnd', sections: ['', 'sampler', 'sampling', 'sandbox'],
    given: (settings, command) => withCoder(settings, command.opts<AgentFlags>().coder),
  },
  async (config, command, given) => {
    const flags = command.opts<AgentFlags>()
    if (flags.replay !== undefined) return replayTrace(flags.replay, flags)
    const tasks = given.has('tasks') ? await loadTasks(config.tasks, flags.limit) : readInput(Task, flags)
    await withTester(config, flags.tester ?? null, tested => solveTasks(tasks, tested, agenticOf(tested, flags), flags))
  },
))
  .enablePositionalOptions()
  .addCommand(compareAgentsCommand)
  .addOption(pipelineFlag())
  .addOption(ruleFlag())
  .addOption(coderFlag())
  .addOption(testerFlag())
  .option('--tasks-at-once <number>', 'tasks under way at once', wholeNumber, 4)
  .option('--limit <number>', 'with --tasks: at most so many of them', wholeNumber)
  .option('--trace <file>', 'write every call, run and decision, JSONL')
  .option('--replay <file>', 'run the pipeline again by a trace, without a model and without the sandbox, and say whether it decides the same')

async function solveTasks(tasks: AsyncIterable<Task> | Iterable<Task>, config: CureConfig, agentic: AgenticConfig, flags: AgentFlags): Promise<void> {
  const { session, ports } = await openAgent(config, flags.prompts)
  const ends: AgentEnd[] = []
  await whileLearnerLives(session, async () => {
    const trace = await openTrace(flags.trace)
    try {
      const stage = solve({ ...agentic, tasksAtOnce: flags.tasksAtOnce }, ports, trace.write)
      await runStage('agent', tasks, source => stage(source).pipe(tap(end => ends.push(end))), AgentEnd, flags, flags.tasksAtOnce)
    } finally {
      await trace.close()
    }
  })
  if (ends.length > 0 && ends.every(({ endedBy }) => endedBy === 'failure')) throw new CureError(`No task was solved: ${ends[0]!.failure}`)
  process.stderr.write(describeEnds(ends, config.seed))
}
