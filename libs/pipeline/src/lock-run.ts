import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CureError } from '@cure-ts/records'

/**
 * Marks a run as being worked on, until the returned function is called: two processes on one run would train it twice.
 * The mark holds a process id; that of a process which is gone (it was killed) does not count.
 *
 * @throws CureError where another process is at work on the run
 */
export function lockRun(runPath: string): () => void {
  const file = join(runPath, 'lock')
  const mark = () => writeFileSync(file, `${process.pid}\n`, { flag: 'wx' })
  try {
    mark()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const holder = Number(readFileSync(file, 'utf8'))
    if (isAlive(holder)) {
      throw new CureError(`${runPath}: process ${holder} is at work on this run; wait for its end, or delete ${file} if that is another program.`, { cause: error })
    }
    rmSync(file)
    mark()
  }
  return () => rmSync(file, { force: true })
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
