import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { reward } from '@cure-ts/rewards'
import { loadStages } from './load-stages.ts'

describe('loadStages', () => {
  let folder: string
  beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'cure-stages-')) })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('gives our stages where none is replaced', async () => {
    expect((await loadStages({}, folder)).rewards.reward).toBe(reward)
  })

  test('replaces a stage by a module of another folder', async () => {
    writeFileSync(join(folder, 'mine.mjs'), 'export const reward = config => source => source')
    const stages = await loadStages({ rewards: './mine.mjs' }, folder)
    expect(stages.rewards.reward).not.toBe(reward)
    expect(stages.rewards.reward.name).toBe('reward')
  })

  test('says what is wrong with a module', async () => {
    writeFileSync(join(folder, 'wrong.mjs'), 'export const rewards = 1')
    await expect(loadStages({ rewards: './wrong.mjs' }, folder)).rejects.toThrow('./wrong.mjs: exports no function reward; a module for stages.rewards needs it.')
    await expect(loadStages({ rewards: './missing.mjs' }, folder)).rejects.toThrow('./missing.mjs: this stage cannot be loaded')
  })
})
