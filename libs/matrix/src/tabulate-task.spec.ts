import { describe, expect, test } from '@jest/globals'
import { decoder, Table } from '@cure-ts/records'
import * as fc from 'fast-check'
import { executedOf, responseOf } from './executed-of.spec.fixture.ts'
import { tabulateTask } from './tabulate-task.ts'

test('one task by hand', () => {
  const response = responseOf(2)
  const table = tabulateTask(executedOf(['+-|++', '++|++', '-+|+-'], { programs: [{ response }], tests: [{ response }] }))
  expect(table).toEqual({
    taskId: 'task',
    question: 'question',
    programIds: ['p0', 'p1', 'p2'],
    testIds: ['t0', 't1', 't2', 't3'],
    origins: ['generated', 'generated', 'ground-truth', 'ground-truth'],
    passed: [[1, 0, 1, 1], [1, 1, 1, 1], [0, 1, 1, 0]],
    correctPrograms: [true, true, false],
    correctTests: [true, false, true, true],
    programTokens: [2, 0, 0],
    testTokens: [2, 0, 0, 0],
    readablePrograms: [true, true, true],
    readableTests: [true, true, true, true],
    testRepeats: [1, 1, 1, 1],
    responses: { p0: response, t0: response },
    counts: {
      tasks: 1,
      tasksWithCorrectProgram: 1,
      programs: 3,
      programsDecided: 3,
      programsCorrect: 2,
      programsUnreadable: 0,
      programsTruncated: 0,
      programsDuplicate: 0,
      programsFailed: 0,
      programTokens: 2,
      tests: 2,
      testsDecided: 2,
      testsCorrect: 1,
      testsDecidedReadable: 2,
      testsUnreadable: 0,
      testsTruncated: 0,
      testsDuplicate: 0,
      testsCopied: 0,
      testsFailed: 0,
      testTokens: 2,
      wrongOnCorrect: 1,
      wrongOnCorrectPassed: 0,
      wrongOnWrong: 1,
      wrongOnWrongPassed: 1,
      pairs: 2,
      pairsOrdered: 1,
      selections: 1,
      selectionsCorrect: 1,
      cells: 12,
      cellsMissing: 0,
    },
  })
})

test('every verdict but missing is decided: passed is 1, the others are 0', () => {
  expect(tabulateTask(executedOf(['+-tu?|'])).passed).toEqual([[1, 0, 0, 0, null]])
})

test('a sample that the sampler gave up on is not known, whatever its verdict', () => {
  const failure = 'no answer'
  const table = tabulateTask(executedOf(['u+|+', 'uu|u'], {
    programs: [{}, { code: null, failure }],
    tests: [{ input: null, output: null, failure }],
  }))
  expect(table.passed).toEqual([[null, 1, 1], [null, null, null]])
  expect(table.correctPrograms).toEqual([true, null])
  expect(table.correctTests).toEqual([null, true, true])
  expect(table.counts).toMatchObject({ programsFailed: 1, programsUnreadable: 0, testsFailed: 1, testsUnreadable: 0, cellsMissing: 4 })
})

test('says of each generated test how many have its input', () => {
  const tests = [{ input: '1 2' }, { input: ' 1  2\n' }, { input: '3' }, { input: '3', output: null }, { input: '3' }]
  expect(tabulateTask(executedOf(['++++|+', '++++|-'], { tests })).testRepeats).toEqual([2, 2, 1, 1, 1])
})

test('an unreadable test is incorrect and decided', () => {
  const table = tabulateTask(executedOf(['u|+'], { tests: [{ input: null, output: null }] }))
  expect(table.correctTests).toEqual([false, true])
  expect(table.counts).toMatchObject({ testsDecided: 1, testsDecidedReadable: 0, testsCorrect: 0, testsUnreadable: 1 })
})

test('outputs are kept where the program ran to its end', () => {
  const outputs = [['1', '2', 'partial', '3']]
  expect(tabulateTask({ ...executedOf(['+-t|+']), outputs }).outputs).toEqual([['1', '2', null, '3']])
})

test('Best-of-N is undecided where the chosen program is', () => {
  expect(tabulateTask(executedOf(['+|?', '-|+'])).counts).toMatchObject({ selections: 0, selectionsCorrect: 0 })
  expect(tabulateTask(executedOf(['+|-', '-|+'])).counts).toMatchObject({ selections: 1, selectionsCorrect: 0 })
})

test('fields that are not ours pass on, the sources of the table do not', () => {
  const table = tabulateTask(Object.assign(executedOf(['+|+']), { difficulty: 'easy' }))
  expect(table).toHaveProperty('difficulty', 'easy')
  for (const source of ['programs', 'tests', 'verdicts', 'cpuMs', 'execution']) expect(table).not.toHaveProperty(source)
})

test('a task without programs and tests is a table', () => {
  expect(tabulateTask(executedOf([]))).toMatchObject({ passed: [], correctTests: [], counts: { tasks: 1, programs: 0, cells: 0 } })
})

describe('for every task', () => {
  const widths = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 3 }))
  const letters = (length: number) => fc.array(fc.constantFrom('+', '+', '-', '?', 'u'), { minLength: length, maxLength: length })
  const rows = widths.chain(([generated, truth]) => fc.array(
    fc.tuple(letters(generated), letters(truth)).map(([left, right]) => `${left.join('')}|${right.join('')}`),
    { maxLength: 6 },
  ))

  test('the table is a record, and its counts are parts of one another', () => {
    fc.assert(fc.property(rows, verdicts => {
      const table = decoder(Table)(tabulateTask(executedOf(verdicts)), 'table')
      const { counts } = table
      const chain = (...parts: number[]) => expect(parts).toEqual([...parts].sort((a, b) => a - b))
      chain(counts.programsCorrect, counts.programsDecided, counts.programs)
      chain(counts.testsCorrect, counts.testsDecidedReadable, counts.testsDecided, counts.tests)
      chain(counts.wrongOnCorrectPassed, counts.wrongOnCorrect)
      chain(counts.wrongOnWrongPassed, counts.wrongOnWrong)
      chain(counts.pairsOrdered, counts.pairs, counts.programsCorrect * (counts.programsDecided - counts.programsCorrect))
      chain(counts.selectionsCorrect, counts.selections, counts.tasks)
      chain(counts.cellsMissing, counts.cells)
    }))
  })

  test('the order of programs changes no count but Best-of-N, where the first wins a tie', () => {
    fc.assert(fc.property(rows, verdicts => {
      const { selections: _, selectionsCorrect: __, ...counts } = tabulateTask(executedOf(verdicts)).counts
      expect(tabulateTask(executedOf([...verdicts].reverse())).counts).toMatchObject(counts)
    }))
  })
})
