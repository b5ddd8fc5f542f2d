import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, jest, test } from '@jest/globals'
import { cure, recordsOf, temporaryFolder } from './cure.spec.fixture.ts'

jest.setTimeout(60_000)

const good = (taskId: string) => JSON.stringify({ taskId, programs: [{ programId: 'p', code: 'print(1)' }], tests: [{ testId: 'g', input: '', output: '1' }] })
const fields = JSON.stringify({ taskId: 'no programs', tests: [] })
const execute = ['execute', '--lanes', '1']

describe('bad input', () => {
  const { path: folder, remove } = temporaryFolder()
  afterAll(remove)

  test.concurrent.each([
    ['a missing file', ['tabulate', '--in', '/nowhere/x.jsonl'], '/nowhere/x.jsonl: cannot be read (ENOENT); check the path.\n'],
    ['an output that cannot be written', ['tabulate', '--out', '/nowhere/x.jsonl'], '/nowhere/x.jsonl: cannot be written (ENOENT); check the path and the space there.\n'],
  ])('ends with one sentence on %s', async (_what, args, stderr) => {
    expect(await cure(args)).toEqual({ code: 2, stdout: '', stderr })
  })

  test.concurrent('ends at an unknown flag with code 2', async () => {
    expect(await cure(['tabulate', '--speed'])).toMatchObject({ code: 2, stderr: 'error: unknown option \'--speed\'\n' })
  })

  test.concurrent.each([
    ['a missing field', fields, /^standard input:2: field programs: .+\.\n$/],
    ['a line that is no JSON', '{"taskId": ', /^standard input:2: expected JSON, but .+\.\n$/],
  ])('names the line of %s, and what came before is written', async (_what, line, sentence) => {
    const { code, stdout, stderr } = await cure(execute, { input: `${good('a')}\n${line}\n${good('b')}\n` })
    expect(code).toBe(2)
    expect(stderr).toMatch(sentence)
    expect(recordsOf(stdout).map(({ taskId }) => taskId)).toEqual(['a'])
  })

  test.concurrent('names the element of a list in a file, and what came before is in the file', async () => {
    const [input, output] = [join(folder, 'list.json'), join(folder, 'out.jsonl')]
    writeFileSync(input, `[\n${good('a')},\n${fields}]`)
    const { code, stderr } = await cure([...execute, '--in', input, '--out', output])
    expect(code).toBe(2)
    expect(stderr).toMatch(/list\.json: element 2: field programs: .+\.\n$/)
    expect(recordsOf(readFileSync(output, 'utf8')).map(({ taskId }) => taskId)).toEqual(['a'])
  })

  test.concurrent('is skipped and counted on demand', async () => {
    const { code, stdout, stderr } = await cure([...execute, '--on-error', 'skip'], { input: `${fields}\n${good('a')}\n{\n${good('b')}\n` })
    expect(code).toBe(0)
    expect(recordsOf(stdout).map(({ taskId }) => taskId)).toEqual(['a', 'b'])
    expect(stderr.split('\n').map(line => line.slice(0, 27))).toEqual(['skipped: standard input:1: ', 'skipped: standard input:3: ', '2 bad records skipped.', ''])
  })

  test.concurrent('gives no half batch', async () => {
    expect(await cure(['batch'], { input: '{"taskId": 3}\n' })).toMatchObject({ code: 2, stdout: '' })
  })
})
