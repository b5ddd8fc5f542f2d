import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CureError } from '@cure-ts/records'
import { RunFolder } from '@cure-ts/pipeline'

/**
 * The model that a run began with and the best one that it made (the last, where none was validated).
 *
 * @throws CureError where there is no run, or it has no checkpoint
 */
export async function modelsOfRun(run: string): Promise<[base: string, trained: string]> {
  const folder = new RunFolder(run)
  const { model } = await folder.readConfig() as { model: string }
  const best = join(folder.checkpoints, 'best')
  if (existsSync(best)) return [model, best]
  const steps = existsSync(folder.checkpoints) ? (await readdir(folder.checkpoints)).filter(name => name.startsWith('step-')).sort() : []
  if (steps.length === 0) throw new CureError(`${run}: has no checkpoint yet; wait for its first step, or name models with --models.`)
  return [model, join(folder.checkpoints, steps.at(-1)!)]
}

/**
 * The newest run in a folder of runs: their names begin with the time.
 *
 * @throws CureError where there is none
 */
export async function newestRun(runs: string): Promise<string> {
  const dated = existsSync(runs) ? (await readdir(runs)).filter(name => /^\d{4}-\d\d-\d\dT/.test(name) && existsSync(join(runs, name, 'config.json'))).sort() : []
  if (dated.length === 0) throw new CureError(`${runs}: holds no run; train one with \`npm start\`, name one with --run, or models with --models.`)
  return join(runs, dated.at(-1)!)
}
