import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { repositoryRoot, resolveConfig } from './resolve-config.ts'

describe('resolveConfig', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cure-config-'))
    mkdirSync(join(folder, 'model'))
    writeFileSync(join(folder, 'model', 'cure.yaml'), 'steps: 7\nseed: 7\nsampling: {programs: 7, coderPrompt: prompts/coder.jinja}\n')
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const resolved = ({ file, env = {}, flags = {} }: { file?: string, env?: NodeJS.ProcessEnv, flags?: Record<string, string> }) =>
    resolveConfig({ file, env, flags: new Map(Object.entries(flags)) })

  test('takes the embedded model and its tasks where nobody names a model', async () => {
    const { config, origins } = await resolved({})
    expect(config).toMatchObject({ model: join(repositoryRoot, 'models/pocket'), tasks: [join(repositoryRoot, 'datasets/pocket/train.jsonl')], tasksPerStep: 16 })
    expect(origins.get('model')).toBe('embedded')
    expect(origins.get('tasksPerStep')).toBe(join(repositoryRoot, 'models/pocket/cure.yaml'))
    expect(origins.has('keep')).toBe(false)
  })

  test('lets flags win over the environment, that over the file, that over the model', async () => {
    const file = write('c.yaml', 'model: model\ntasks: [t.jsonl]\nseed: 8\nsteps: 8\nsampling: {tests: 8}\n')
    const { config, origins } = await resolved({ file, env: { CURE_STEPS: '9', CURE_SAMPLING_TESTS: '9' }, flags: { 'sampling.tests': '10' } })
    expect(config).toMatchObject({ seed: 8, steps: 9, sampling: { programs: 7, tests: 10, temperature: 1 } })
    expect(['sampling.programs', 'seed', 'steps', 'sampling.tests'].map(path => origins.get(path)))
      .toEqual([join(folder, 'model', 'cure.yaml'), file, 'CURE_STEPS', '--tests'])
  })

  test('takes paths from their file, and a flag\'s from the working folder', async () => {
    const file = write('paths.yaml', 'model: model\ntasks: [t.jsonl]\nstages: {rewards: ./mine.mjs}\n')
    const { config } = await resolved({ file, flags: { run: 'r' } })
    expect(config).toMatchObject({
      model: join(folder, 'model'), tasks: [join(folder, 't.jsonl')], run: resolve('r'), stages: { rewards: join(folder, 'mine.mjs') },
      sampling: { coderPrompt: join(folder, 'model', 'prompts/coder.jinja') },
    })
  })

  test('reads JSON, and a schedule', async () => {
    const file = write('c.json', JSON.stringify({ model: 'm', tasks: ['t'], schedule: [{ fromStep: 3, rewards: { testerReward: 'any-all' } }] }))
    expect((await resolved({ file })).config.schedule).toEqual([{ fromStep: 3, rewards: { testerReward: 'any-all' }, sampling: {} }])
  })

  test('drops the parameters of another normalization', async () => {
    const file = write('n.yaml', 'model: m\ntasks: [t]\nrewards: {normalization: {kind: length-aware, minLength: 5}}\n')
    expect((await resolved({ file, flags: { 'rewards.normalization.kind': 'z-score' } })).config.rewards.normalization).toEqual({ kind: 'z-score' })
    expect((await resolved({ file, env: { CURE_REWARDS_NORMALIZATION_MAX_LENGTH: '50' } })).config.rewards.normalization).toEqual({ kind: 'length-aware', minLength: 5, maxLength: 50 })
  })

  test('takes a resumed run\'s settings in the place of all defaults', async () => {
    const { config, origins } = await resolveConfig({ env: {}, flags: new Map([['steps', '3']]), resumed: { model: join(folder, 'model'), tasks: ['/t'], seed: 4 } })
    expect(config).toMatchObject({ model: join(folder, 'model'), tasks: ['/t'], seed: 4, steps: 3, sampling: { programs: 16 } })
    expect(origins.get('seed')).toBe('the run')
  })

  test.each([
    ['an unknown setting', 'stepz: 3', 'Setting stepz (from FILE): there is no such setting here; see `cure config` for what there is.'],
    ['an unknown nested setting', 'rewards: {x: 3}', 'Setting rewards.x (from FILE): there is no such setting here; see `cure config` for what there is.'],
    ['an unknown setting of the schedule', 'schedule: [{fromStep: 2, rewards: {x: 3}}]', 'Setting schedule.0.rewards.x (from FILE): there is no such setting here; see `cure config` for what there is.'],
    ['a wrong type', 'steps: few', 'Setting steps (from FILE): expected number, received string; set it with --steps, CURE_STEPS or steps in the config file.'],
    ['a wrong choice', 'keep: some', 'Setting keep (from FILE): expected one of "all"|"tables"|"reports"; set it with --keep, CURE_KEEP or keep in the config file.'],
    ['a wrong list', 'tasks: [3]', 'Setting tasks.0 (from FILE): expected string, received number; see `cure config` for what there is.'],
    ['a second address that holds one', 'sampler: {baseUrl: ["http://host/v1", "http://me:secret@host/v1"]}', 'Setting sampler.baseUrl.1 (from FILE): an address with a name or password in it would be written to the run\'s folder; give a key in the environment;'],
    ['no address', 'sampler: {baseUrl: []}', 'Setting sampler.baseUrl (from FILE): '],
    ['an address that holds a password', 'sampler: {baseUrl: "http://me:secret@host/v1"}', 'Setting sampler.baseUrl (from FILE): an address with a name or password in it would be written to the run\'s folder; give a key in the environment; set it with --base-url,'],
    ['a section that is none', 'rewards: 3', 'Setting rewards (from FILE): expected object, received number; see `cure config` for what there is.'],
    ['a parameter of another kind', 'rewards: {normalization: {kind: z-score, minLength: 3}}', 'Setting rewards.normalization.minLength (from FILE): it belongs to another kind; see `cure config` for what there is.'],
  ])('refuses %s in one sentence', async (_what, line, sentence) => {
    const file = write('wrong.yaml', `model: m\n${line.startsWith('tasks') ? '' : 'tasks: [t]\n'}${line}\n`)
    await expect(resolved({ file })).rejects.toThrow(sentence.replace('FILE', file))
  })

  test('names the flag or variable that a wrong value came from', async () => {
    await expect(resolved({ flags: { steps: '-1' } })).rejects.toThrow('Setting steps (from --steps): Too small: expected number to be >=0; set it with --steps,')
    await expect(resolved({ env: { CURE_SEED: 'x' } })).rejects.toThrow('Setting seed (from CURE_SEED): expected number, received string;')
  })

  test('refuses a variable that is no setting, but for the few that are something else', async () => {
    await expect(resolved({ env: { CURE_STEPZ: '3' } })).rejects.toThrow('Environment variable CURE_STEPZ: there is no such setting; unset it or correct its name')
    const { origins } = await resolved({ env: { CURE_PYTHON: 'python3', CURE_DEBUG: '1', CURE_LEARNER_COMMAND: 'x', CURED: '1' } })
    expect([...origins.values()].filter(origin => origin.startsWith('CURE'))).toEqual([])
  })

  test('says what is not set', async () => {
    await expect(resolved({ flags: { model: 'm' } })).rejects.toThrow('Setting tasks: it is not set; set it with --tasks, CURE_TASKS or tasks in the config file.')
    await expect(resolved({ flags: { 'rewards.normalization.minLength': '3' } })).rejects.toThrow('Setting rewards.normalization.kind: it is not set;')
  })

  test('needs no tasks beside a model where a command gets its records elsewhere', async () => {
    const { config } = await resolveConfig({ env: {}, flags: new Map([['model', 'm']]), tasksAreOptional: true })
    expect(config).toMatchObject({ model: resolve('m'), evaluation: { tasks: null } })
  })

  test('says what is wrong with a file', async () => {
    await expect(resolved({ file: join(folder, 'none.yaml') })).rejects.toThrow('none.yaml: is no YAML or JSON file that can be read (ENOENT')
    await expect(resolved({ file: write('broken.yaml', 'a: [') })).rejects.toThrow('broken.yaml: is no YAML or JSON file that can be read')
    await expect(resolved({ file: write('text.yaml', 'train, please') })).rejects.toThrow('text.yaml: holds no settings; write them as `name: value` lines.')
  })
})
