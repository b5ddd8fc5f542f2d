import { bufferTime, filter, Subject } from 'rxjs'
import type { Task, Test } from '@cure-ts/records'
import { type SamplingPort, type SamplingStep, sampleTests } from '@cure-ts/sampling'

/** Tests of a task: the same ones for the same task, as long as they are remembered. */
export type TestSource = (task: Task) => Promise<readonly Test[]>

/** Tasks that come so close together share a request, where the config lets several. */
const gatheringMs = 20

interface Wanted {
  readonly task: Task
  readonly resolve: (tests: readonly Test[]) => void
  readonly reject: (error: unknown) => void
}

/**
 * Samples tests, once for each task while it is among the last `remembered`: who asks for a task whose tests are on their way waits for these. Tests that
 * failed are not remembered.
 *
 * @param signal ends what is under way
 */
export function testSource(config: SamplingStep, port: SamplingPort, remembered: number, signal: AbortSignal): TestSource {
  const known = new Map<string, Promise<readonly Test[]>>()
  const wanted$ = new Subject<Wanted>()
  const answer = async (group: readonly Wanted[]) => {
    try {
      const tests = await sampleTests(group.map(({ task }) => task), config, port, signal)
      for (const [index, { resolve }] of group.entries()) resolve(tests[index]!)
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }
  wanted$.pipe(bufferTime(gatheringMs, null, config.promptsPerRequest), filter(group => group.length > 0)).subscribe(group => { void answer(group) })
  signal.addEventListener('abort', () => wanted$.complete(), { once: true })

  return task => {
    const key = JSON.stringify([task.question, task.exe_method, task.function_name, task.example_input, task.example_output])
    const before = known.get(key)
    known.delete(key)
    const tests = before ?? new Promise<readonly Test[]>((resolve, reject) => {
      if (signal.aborted) reject(signal.reason)
      else wanted$.next({ task, resolve, reject })
    })
    known.set(key, tests) // The newest stands last.
    if (known.size > remembered) known.delete(known.keys().next().value!)
    if (before === undefined) {
      const forget = () => { if (known.get(key) === tests) known.delete(key) }
      tests.then(all => { if (all.some(({ failure }) => failure !== undefined)) forget() }, forget)
    }
    return tests
  }
}
