import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { makeKeys, readKeys } from './bridge-keys.ts'

let folder: string
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'cure-keys-')) })
afterEach(() => rmSync(folder, { recursive: true }))

const keyIn = (file: string, half: string) => new RegExp(`^    ${half}-key = "(.{40})"$`, 'm').exec(readFileSync(file, 'utf8'))?.[1]

test('a folder for each side, whose halves belong together', async () => {
  const { learner, pipeline } = await makeKeys(join(folder, 'deeper', 'keys'))
  const keys = await readKeys(pipeline)
  expect(keyIn(join(learner, 'learner.key_secret'), 'public')).toBe(keys.curveServerKey)
  expect(keyIn(join(learner, 'allowed', 'pipeline.key'), 'public')).toBe(keys.curvePublicKey)
  expect(new Set([...Object.values(keys), keyIn(join(learner, 'learner.key_secret'), 'secret')]).size).toBe(4)
})

test('nobody else reads them, and no secret lies where it is not needed', async () => {
  const { learner, pipeline } = await makeKeys(join(folder, 'keys'))
  for (const side of [learner, pipeline]) {
    expect(statSync(side).mode & 0o777).toBe(0o700)
    const secrets = readdirSync(side).filter(name => name.endsWith('.key_secret'))
    expect(secrets).toHaveLength(1)
    expect(statSync(join(side, secrets[0]!)).mode & 0o777).toBe(0o600)
  }
  expect(readFileSync(join(learner, 'allowed', 'pipeline.key'), 'utf8')).not.toContain('secret')
  expect(readFileSync(join(pipeline, 'learner.key'), 'utf8')).not.toContain('secret')
})

test('keys are never overwritten', async () => {
  const { pipeline } = await makeKeys(join(folder, 'keys'))
  const before = await readKeys(pipeline)
  await expect(makeKeys(join(folder, 'keys'))).rejects.toThrow(/keys: is there already, and keys are never overwritten; name a new folder\.$/)
  expect(await readKeys(pipeline)).toEqual(before)
})

test('a place that cannot be had', async () => {
  writeFileSync(join(folder, 'file'), '')
  await expect(makeKeys(join(folder, 'file', 'keys'))).rejects.toThrow(/cannot be made \(E[A-Z]+\); name another folder\.$/)
})

test('keys that cannot be used, without a word of what they are', async () => {
  const { pipeline } = await makeKeys(join(folder, 'keys'))
  const secret = join(pipeline, 'pipeline.key_secret')
  chmodSync(secret, 0o640)
  await expect(readKeys(pipeline)).rejects.toThrow(/pipeline\.key_secret: can be read by others on this machine; say chmod 600 to it\.$/)
  chmodSync(secret, 0o600)
  writeFileSync(secret, 'curve\n    secret-key = "too short"\n')
  await expect(readKeys(pipeline)).rejects.toThrow(/pipeline\.key_secret: holds no whole public key; copy it again/)
  rmSync(secret)
  await expect(readKeys(pipeline)).rejects.toThrow(/pipeline\.key_secret: cannot be read \(ENOENT\); give learner\.keys the pipeline folder that cure keys made\.$/)
})
