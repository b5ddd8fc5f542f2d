import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, jest, test } from '@jest/globals'
import { findPython } from '@cure-ts/pipeline'
import { cure, root, temporaryFolder } from './cure.spec.fixture.ts'

jest.setTimeout(300_000)

test('a model of the hub is fetched and trained, and a resumed run takes the same commit without asking the hub', async () => {
  const { path: folder, remove } = temporaryFolder()
  const hub = spawn(findPython(), [join(root, 'apps/learner/tests/fake_hub.py'), join(root, 'models/pocket')], { stdio: ['pipe', 'pipe', 'inherit'] })
  const gone = once(hub, 'close')
  try {
    const [address] = await once(hub.stdout.setEncoding('utf8'), 'data') as [string]
    const run = join(folder, 'run')
    const env = { HF_ENDPOINT: address.trim(), HF_HOME: join(folder, 'home'), HF_HUB_CACHE: undefined, HF_TOKEN: undefined, HF_HUB_OFFLINE: undefined }
    const sizes = ['--steps', '1', '--tasks-per-step', '1', '--programs', '2', '--tests', '2', '--max-program-tokens', '16', '--max-test-tokens', '16', '--lanes', '1']
    const first = await cure(['train', '--model', 'maker/tiny', '--tasks', join(root, 'datasets/pocket/train.jsonl'), ...sizes, '--run', run], { env })
    expect(first).toMatchObject({ code: 0 })
    const config = JSON.parse(readFileSync(join(run, 'config.json'), 'utf8')) as { model: string }
    expect(config.model).toMatch(/^maker\/tiny@[0-9a-f]{40}$/)
    hub.stdin.end()
    await gone
    const second = await cure(['train', '--resume', run, '--steps', '2'], { env })
    expect(second).toMatchObject({ code: 0 })
    expect(second.stdout).toContain('step 2/2')
    expect(existsSync(join(run, 'checkpoints/step-000002/model.safetensors'))).toBe(true)
  } finally {
    hub.stdin.end()
    await gone
    remove()
  }
})
