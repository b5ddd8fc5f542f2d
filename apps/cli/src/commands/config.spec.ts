import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, jest, test } from '@jest/globals'
import { cure, root, temporaryFolder } from '../cure.spec.fixture.ts'

jest.setTimeout(60_000)

describe('cure config', () => {
  const { path: folder, remove } = temporaryFolder()
  afterAll(remove)

  test.concurrent('shows every value and where it came from', async () => {
    const { code, stdout } = await cure(['config', '--coder-reward', 'all-pass'], { env: { CURE_SEED: '5' } })
    expect(code).toBe(0)
    expect(stdout.split('\n')).toEqual(expect.arrayContaining([
      `model = "${join(root, 'models/pocket')}"  (embedded)`,
      'seed = 5  (CURE_SEED)',
      `tasksPerStep = 16  (${join(root, 'models/pocket/cure.yaml')})`,
      'rewards.coderReward = "all-pass"  (--coder-reward)',
      'rewards.normalization.kind = "z-score"  (default)',
    ]))
  })

  test.concurrent('gives a config file that comes to the same', async () => {
    const flags = ['--normalization', 'length-aware', '--min-length', '3', '--max-length', '9', '--stages-rewards', './mine.mjs', '--run', 'null']
    const { stdout: json } = await cure(['config', '--json', ...flags])
    const file = join(folder, 'config.json')
    writeFileSync(file, json)
    expect((await cure(['config', '--json', '--config', file])).stdout).toBe(json)
    expect(JSON.parse(json)).toMatchObject({ rewards: { normalization: { kind: 'length-aware', minLength: 3, maxLength: 9 } }, stages: { rewards: join(root, 'mine.mjs') } })
  })

  test.concurrent('refuses a wrong one in one sentence', async () => {
    expect(await cure(['config', '--steps', 'few'])).toEqual({
      code: 2, stdout: '', stderr: 'Setting steps (from --steps): expected number, received string; set it with --steps, CURE_STEPS or steps in the config file.\n',
    })
  })
})
