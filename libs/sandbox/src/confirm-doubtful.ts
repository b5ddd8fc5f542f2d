import type { ProgramJob, RunJob } from './program-job.ts'
import { type Ended, type Ending, runProgram } from './program-run.ts'
import type { TableOptions } from './table-options.ts'

/** A timeout with less of its CPU limit used may be the machine's fault. */
const enoughCpu = 0.8

/**
 * Runs cells once more, alone in the lane, that may have failed by the machine: that met the idle limit with much of their CPU limit
 * left, or that have no result. The second result counts. Once one fails alone too, the program's others are believed.
 *
 * @param cells one a test of the job
 * @param keep as for {@link runProgram}
 */
export async function confirmDoubtful<Kept extends Ending>(
  job: ProgramJob, cells: readonly (Kept | null)[], runJob: RunJob, options: Pick<TableOptions, 'mode' | 'timing'>, keep: (cell: Ended, test: number) => Kept,
): Promise<{ cells: (Kept | null)[], rerun: number }> {
  const confirmed = [...cells]
  let rerun = 0
  if (options.timing === 'wall') return { cells: confirmed, rerun } // Its limit is one of wall time, whatever the machine does.
  const isDoubtful = (cell: Kept | null): boolean => cell === null || (cell.how === 'idle' && cell.cpuMs < enoughCpu * job.cpuLimitMs)
  for (const [i, cell] of cells.entries()) {
    if (!isDoubtful(cell)) continue
    const { cells: [again] } = await runProgram({ ...job, tests: [job.tests[i]!] }, runJob, options, ended => keep(ended, i), 'alone')
    rerun += 1
    confirmed[i] = again!
    if (isDoubtful(again!)) break
  }
  return { cells: confirmed, rerun }
}
