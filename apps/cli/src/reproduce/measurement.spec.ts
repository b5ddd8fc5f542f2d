import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { cureConfig } from '@cure-ts/pipeline'
import { temporaryFolder } from '../cure.spec.fixture.ts'
import { gainsCarryFar } from './claims/h-far.ts'
import { tasksOf, withSettings } from './measurement.ts'
import { missingFor } from './reproduce.ts'

const { path: folder, remove } = temporaryFolder()
afterAll(remove)
mkdirSync(folder, { recursive: true })
const tasks = join(folder, 'heldout.jsonl')
writeFileSync(tasks, '')
const config = cureConfig.parse({ model: 'm', tasks: ['t'], evaluation: { tasks, limit: 16, validationTasks: 'v', validationLimit: 64, topK: 7 } })

describe('an evaluation', () => {
  test('is sampled as its settings say, whatever the configuration says', () => {
    const sampled = (settings: Parameters<typeof withSettings>[1]) => {
      const { evaluation: { temperature, topP, topK } } = withSettings(config, settings, 0.5)
      return [temperature, topP, topK]
    }
    expect([sampled('training'), sampled('paper'), sampled('best-temperature'), sampled(0.25)]).toEqual([[1, 1, 0], [0.8, 0.95, 40], [0.5, 1, 0], [0.25, 1, 0]])
  })

  test('is of no more tasks than were asked for', () => {
    expect(tasksOf(config, { split: 'validation' })).toEqual({ file: 'v', limit: 16 })
    expect(tasksOf(config, { split: 'far' })).toEqual({ file: join(folder, 'far.jsonl'), limit: 16 })
    expect(tasksOf(config, { split: 'held-out', pipeline: 'iterative-tests' })).toEqual({ file: tasks, limit: 4 })
  })

  test('is not run where its tasks are not there, with what to do', () => {
    expect(missingFor(gainsCarryFar, { config })).toContain('not run: no far split; make it with `npx nx run pocket:world`')
    writeFileSync(join(folder, 'far.jsonl'), '')
    expect(missingFor(gainsCarryFar, { config })).toBeNull()

  })
})
