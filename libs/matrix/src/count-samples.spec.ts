import { describe, expect, test } from '@jest/globals'
import { countPrograms, countTests } from './count-samples.ts'
import { executedOf, responseOf } from './executed-of.spec.fixture.ts'

test('counts what the programs are like', () => {
  const programs = [
    { code: 'a', response: responseOf(3) },
    { code: 'b', response: responseOf(4, 'length') },
    { code: 'a', response: responseOf(5) },
    { code: null, response: responseOf(6, 'length') },
    { code: null, failure: 'no answer' },
  ]
  expect(countPrograms(executedOf(programs.map(() => '|'), { programs }))).toEqual({
    programs: 5,
    programsUnreadable: 1,
    programsTruncated: 2,
    programsDuplicate: 1,
    programsFailed: 1,
    programTokens: 18,
  })
})

describe('tests', () => {
  test('counts what the generated ones are like', () => {
    const tests = [
      { input: '1 2\n', response: responseOf(3) },
      { input: ' 1\n2', response: responseOf(4) },
      { input: '3', response: responseOf(5, 'length') },
      { input: null, output: null, response: responseOf(6) },
      { input: '3', output: null },
      { input: null, output: null, failure: 'no answer' },
      { input: '3', response: responseOf(100) },
    ]
    expect(countTests(executedOf(['++++++|+'], { tests, examples: [{ input: '3 ', output: '' }] }))).toEqual({
      tests: 6,
      testsUnreadable: 2,
      testsTruncated: 1,
      testsDuplicate: 1,
      testsCopied: 1,
      testsFailed: 1,
      testTokens: 18,
    })
  })

  test('of which several copy an example are all counted', () => {
    const tests = [{ input: '3' }, { input: '3' }]
    expect(countTests(executedOf(['++|'], { tests, examples: [{ input: '3', output: '' }] })))
      .toMatchObject({ testsCopied: 2, testsDuplicate: 1 })
  })
})
