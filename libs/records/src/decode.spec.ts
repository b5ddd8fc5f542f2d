import { describe, expect, test } from '@jest/globals'
import * as Schema from 'effect/Schema'
import { CureError } from './cure-error.ts'
import { decoder, RecordError } from './decode.ts'
import { Executed } from './executed.ts'
import { readFixture } from './read-fixture.spec.fixture.ts'
import { Rewarded } from './rewarded.ts'
import { Sampled } from './sampled.ts'
import { Table } from './table.ts'
import { Task } from './task.ts'

const task = { task_id: 1, question: '?', test_input: ['1'], test_output: ['2'] }

function errorOf(schema: Schema.ConstraintDecoder<unknown>, value: unknown): RecordError {
  try {
    decoder(schema)(value, 'tasks.jsonl:3')
  } catch (error) {
    return error as RecordError
  }
  throw new Error('nothing was thrown')
}

describe('bad input', () => {
  test('is a CureError that names the place, the field and what was expected', () => {
    const error = errorOf(Task, { ...task, test_input: ['1', 2] })
    expect(error).toBeInstanceOf(CureError)
    expect(error).toBeInstanceOf(RecordError)
    expect(error).toMatchObject({ name: 'RecordError', place: 'tasks.jsonl:3', field: 'test_input.1' })
    expect(error.message).toBe('tasks.jsonl:3: field test_input.1: Expected string.')
  })

  test.each([
    ['a missing field', { ...task, question: undefined }, 'field question:'],
    ['an absent field', { task_id: 1, test_input: [], test_output: [] }, 'field question: Required and missing.'],
    ['a wrong literal', { ...task, exe_method: 'call' }, 'field exe_method: Expected "stdin" | "function".'],
    ['a number out of range', { ...task, test_time_limit: 0 }, 'field test_time_limit: Expected a value greater than 0.'],
    ['inputs without outputs', { ...task, test_output: [] },
      'field test_output: Expected as many outputs as test_input has inputs (1), got 0.'],
    ['half an example', { ...task, example_input: ['1'] },
      'field example_output: Expected as many outputs as example_input has inputs (1), got 0.'],
    ['no object', 'task', 'tasks.jsonl:3: Expected object.'],
    ['null', null, 'tasks.jsonl:3: Expected object.'],
  ])('%s', (_, value, message) => {
    expect(errorOf(Task, value).message).toContain(message)
  })

  test('is told in one short line', () => {
    const wordy = Schema.String.check(Schema.makeFilter(text => `Expected no ${text}`))
    const { message } = errorOf(wordy, 'line\n'.repeat(1000))
    expect(message).toMatch(/^tasks\.jsonl:3: Expected no line line .*\.\.\.\.$/)
    expect(message.length).toBeLessThan(220)
  })

  test('is found in nested records', () => {
    const sampled = { taskId: '1', programs: [], tests: [{ testId: 't', input: '', output: 1 }] }
    expect(errorOf(Sampled, sampled).field).toBe('tests.0.output')
  })
})

describe('a grid that does not fit', () => {
  const executed = { taskId: '1', programs: [{ programId: 'p', code: '' }], tests: [{ testId: 't', input: '', output: '' }] }
  const rest = { cpuMs: [[1]], execution: readFixture('executed')['execution'] }

  test('has too few rows', () => {
    expect(errorOf(Executed, { ...executed, ...rest, verdicts: [] }).message)
      .toContain('field verdicts: Expected a row for each of the 1 programs, got 0.')
  })

  test('has a row of another length', () => {
    expect(errorOf(Executed, { ...executed, ...rest, verdicts: [['passed', 'passed']] }).message)
      .toContain('field verdicts.0: Expected a cell for each of the 1 tests, got 2.')
    expect(errorOf(Table, { ...readFixture('table'), testIds: ['t0'] }).message)
      .toContain('field passed.0: Expected a cell for each of the 1 tests, got 3.')
  })
})

test('a list that does not fit', () => {
  expect(errorOf(Table, { ...readFixture('table'), correctTests: [true] }).message)
    .toContain('field correctTests: Expected one for each of the 3 tests, got 1.')
  expect(errorOf(Table, { ...readFixture('table'), testRepeats: [1] }).message)
    .toContain('field testRepeats: Expected one for each of the 3 tests, got 1.')
  expect(errorOf(Rewarded, { ...readFixture('rewarded'), programAdvantages: [] }).message)
    .toContain('field programAdvantages: Expected one for each of the 4 programs, got 0.')
})

describe('defaults', () => {
  test('of a task', () => {
    expect(decoder(Task)(task, '')).toEqual({
      ...task, example_input: [], example_output: [], test_time_limit: 4, memory_limit_mb: 512, exe_method: 'stdin',
      solutions: [], wrong_solutions: [], tags: [],
    })
  })

  test('of what execute needs', () => {
    const decoded = decoder(Sampled)({
      taskId: '1', programs: [{ programId: 'p', code: null }], tests: [{ testId: 't', input: '', output: '' }],
    }, '')
    expect(decoded).toEqual({
      taskId: '1', question: '', examples: [], exeMethod: 'stdin', timeLimitMs: 4000, memoryLimitBytes: 512 * 1024 * 1024,
      comparison: 'tokens',
      programs: [{ programId: 'p', code: null }],
      tests: [{ testId: 't', origin: 'ground-truth', input: '', output: '' }],
    })
  })
})

test('a fault of a codec itself is not hidden', () => {
  const broken = Schema.String.check(Schema.makeFilter(() => { throw new TypeError('a fault of ours') }))
  expect(() => decoder(broken)('text', 'place')).toThrow(TypeError)
})
