import { type Isolation } from './jail-command.ts'
import type { SandboxConfig } from './sandbox-config.ts'
import { SandboxError } from './sandbox-error.ts'
import { startJail } from './start-jail.ts'

export interface ChosenIsolation {
  isolation: Isolation
  /** What this machine lacks, a sentence with its remedy each. */
  warnings: string[]
}

const chosen = new Map<string, Promise<ChosenIsolation>>()

/**
 * The strongest level that runs a program here, or the one that was asked for; `auto` is never `none`. Tried once a process.
 * Rejects with a {@link SandboxError} that says what each level lacks.
 */
export function chooseIsolation(wanted: SandboxConfig['isolation'], python: string | undefined): Promise<ChosenIsolation> {
  const key = JSON.stringify([wanted, python])
  const known = chosen.get(key)
  if (known !== undefined) return known
  const choosing = wanted === 'auto' ? chooseStrongest(python) : tryLevel(wanted, python)
  chosen.set(key, choosing)
  choosing.catch(() => chosen.delete(key)) // What was missing may be there the next time.
  return choosing
}

async function chooseStrongest(python: string | undefined): Promise<ChosenIsolation> {
  const reasons: string[] = []
  for (const isolation of ['full', 'confined'] as const) {
    try {
      const { warnings } = await tryLevel(isolation, python)
      return { isolation, warnings: [...reasons, ...warnings] }
    } catch (error) {
      if (!(error instanceof SandboxError)) throw error
      reasons.push(error.message)
    }
  }
  throw new SandboxError(`${reasons.join(' ')} Without either, programs that you trust can run with isolation none.`)
}

async function tryLevel(isolation: Isolation, python: string | undefined): Promise<ChosenIsolation> {
  const { jail, warnings } = await startJail(isolation, python)
  try {
    const { cells: [cell] } = await jail.run({
      source: 'print(1)', tests: [{ stdin: '' }], cpuLimitMs: 10_000, idleLimitMs: 10_000, sharing: 1, memoryLimitBytes: 2 ** 28, outputLimitBytes: 100, functionName: null,
    }, () => undefined)
    if (cell?.output.toString() !== '1\n') throw new Error('its program printed nothing')
    return { isolation, warnings }
  } catch (error) {
    throw new SandboxError(`A jail of isolation level ${isolation} starts but runs no program (${(error as Error).message}): see the sandbox's README for what a machine needs.`)
  } finally {
    await jail.stop()
  }
}
