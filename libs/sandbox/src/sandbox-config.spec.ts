import { availableParallelism } from 'node:os'
import { describe, expect, it } from '@jest/globals'
import { sandboxConfig } from './sandbox-config.ts'

describe('sandboxConfig', () => {
  it('has defaults for everything', () => {
    expect(sandboxConfig.parse({})).toEqual({
      isolation: 'auto', lanes: availableParallelism(), mode: 'reuse', timing: 'exact', idleLimitMs: 5000, maxOutputBytes: 10_000_000, keepOutputs: false, maxGroundTruthTests: 8,
    })
  })

  it('is strict', () => {
    expect(() => sandboxConfig.parse({ lane: 2 })).toThrow('lane')
    expect(() => sandboxConfig.parse({ lanes: 0 })).toThrow('lanes')
    expect(() => sandboxConfig.parse({ isolation: 'weak' })).toThrow('isolation')
    expect(sandboxConfig.parse({ maxGroundTruthTests: null }).maxGroundTruthTests).toBeNull()
  })

  it('describes every field', () => {
    for (const [name, field] of Object.entries(sandboxConfig.shape)) expect({ name, description: field.description }).toEqual({ name, description: expect.any(String) })
  })
})
