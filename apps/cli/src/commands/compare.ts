import { Command } from 'commander'
import { compareResults, readResult, renderComparison } from '@cure-ts/benchmarks'
import { resultFileOf } from '../result-folder.ts'

/** `cure evaluate compare A B`: the difference of two results on the same tasks, figure by figure. */
export const compareCommand = new Command('compare')
  .description('Compare two results on the same tasks by a paired bootstrap over tasks')
  .argument('<a>', 'folder of cure evaluate --out, or a file of cure evaluate --json')
  .argument('<b>', 'likewise; the differences are B - A')
  .option('--json', 'the differences as JSON')
  .action(async (a: string, b: string, _options, command: Command) => {
    const [first, second] = [await readResult(resultFileOf(a)), await readResult(resultFileOf(b))]
    const figures = compareResults(first, second, { seed: 1 })
    if (command.opts<{ json?: boolean }>().json === true) {
      process.stdout.write(`${JSON.stringify({ a: first.model, b: second.model, settings: first.settings, figures }, null, 2)}\n`)
    } else {
      process.stdout.write(`A: ${first.model}, ${a}\nB: ${second.model}, ${b}\n${first.tasks.length} tasks; * where the interval does not hold 0 (of 20 figures that did not change, one gets a star by chance)\n\n${renderComparison(figures)}`)
    }
  })
