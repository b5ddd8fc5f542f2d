import { join, resolve } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { mergeLayers, parseText, resolvePaths } from './layers.ts'

const root = resolve(import.meta.dirname, '../../../..')
import { settings } from './setting.ts'

const setting = (path: string) => settings.find(known => known.path === path)!

describe('mergeLayers', () => {
  test('lets the later layer win, leaf by leaf, and tells where each value came from', () => {
    const { values, origins } = mergeLayers([
      { origin: 'a', values: { steps: 1, sampling: { programs: 2, tests: 3 } } },
      { origin: path => `b:${path}`, values: { sampling: { tests: 4 } } },
    ])
    expect(values).toEqual({ steps: 1, sampling: { programs: 2, tests: 4 } })
    expect(Object.fromEntries(origins)).toEqual({ 'steps': 'a', 'sampling.programs': 'a', 'sampling.tests': 'b:sampling.tests' })
  })

  test('replaces lists as a whole', () => {
    expect(mergeLayers([{ origin: 'a', values: { tasks: ['x', 'y'] } }, { origin: 'b', values: { tasks: ['z'] } }]).values).toEqual({ tasks: ['z'] })
  })

  test('drops the parameters of another kind, and keeps those of the same', () => {
    const lengthAware = { origin: 'a', values: { rewards: { normalization: { kind: 'length-aware', minLength: 5 } } } }
    const other = mergeLayers([lengthAware, { origin: 'b', values: { rewards: { normalization: { kind: 'z-score' } } } }])
    expect(other.values).toEqual({ rewards: { normalization: { kind: 'z-score' } } })
    const same = mergeLayers([lengthAware, { origin: 'b', values: { rewards: { normalization: { kind: 'length-aware', maxLength: 9 } } } }])
    expect(same.values).toEqual({ rewards: { normalization: { kind: 'length-aware', minLength: 5, maxLength: 9 } } })
  })
})

describe('resolvePaths', () => {
  test('takes paths from the folder of the file that names them', () => {
    expect(resolvePaths({ model: 'm', tasks: ['t', '/t'], run: null, keep: 'all', evaluation: { tasks: 'e' }, sampling: { coderPrompt: '../c' } }, '/home/x'))
      .toEqual({ model: '/home/x/m', tasks: ['/home/x/t', '/t'], run: null, keep: 'all', evaluation: { tasks: '/home/x/e' }, sampling: { coderPrompt: '/home/c' } })
  })

  test('leaves a model of the hub as it is, and knows where ours are', () => {
    const modelOf = (model: string) => resolvePaths({ model }, '/home/x')['model']
    expect([modelOf('maker/tiny@v1'), modelOf('./maker/tiny')]).toEqual(['maker/tiny@v1', '/home/x/maker/tiny'])
    expect(modelOf('smollm2')).toBe(join(root, 'models/smollm2'))
    expect(resolvePaths({ model: 'models/pocket' }, root)).toEqual({ model: join(root, 'models/pocket') })
  })

  test('leaves a stage that is a package\'s name as it is', () => {
    expect(resolvePaths({ stages: { rewards: './r.mjs', matrix: '@mine/matrix' } }, '/x')).toEqual({ stages: { rewards: '/x/r.mjs', matrix: '@mine/matrix' } })
  })
})

describe('parseText', () => {
  test.each([
    ['steps', '12', 12],
    ['steps', 'many', 'many'],
    ['learner.learningRate', '1e-5', 1e-5],
    ['tasks', 'a,b', ['a', 'b']],
    ['sampler.baseUrl', 'http://a/v1', ['http://a/v1']],
    ['sampler.baseUrl', 'http://a/v1,http://b/v1', ['http://a/v1', 'http://b/v1']],
    ['sampler.baseUrl', 'null', null],
    ['run', 'null', null],
    ['model', 'null', 'null'],
    ['rewards.strictReference', 'true', true],
    ['sandbox.maxGroundTruthTests', 'null', null],
  ])('reads %s from %j', (path, text, value) => {
    expect(parseText(setting(path), text)).toEqual(value)
  })
})
