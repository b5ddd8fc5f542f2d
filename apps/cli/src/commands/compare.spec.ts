import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { captured } from '../captured.spec.fixture.ts'
import { temporaryFolder } from '../cure.spec.fixture.ts'
import { makeResultFolder, writeResult } from '../result-folder.ts'
import { resultOf } from '../result.spec.fixture.ts'
import { compareCommand } from './compare.ts'

describe('cure evaluate compare', () => {
  const { path: folder, remove } = temporaryFolder()
  afterAll(remove)
  const printed = captured('stdout')

  const write = (name: string, result: ReturnType<typeof resultOf>) => {
    const file = join(folder, name)
    writeFileSync(file, JSON.stringify(result))
    return file
  }
  const compare = (...args: string[]) => compareCommand.parseAsync(args, { from: 'user' })

  test('takes folders and files, and says what changed for people and for machines', async () => {
    const [a, b] = [join(folder, 'a'), write('b.json', resultOf([0.5, 1], { model: 'models/n' }))]
    await makeResultFolder(a)
    await writeResult(a, resultOf([0.25, 0.75]), '')
    await compare(a, b)
    expect(printed.text).toContain(`A: models/m, ${a}\nB: models/n, ${b}\n2 tasks;`)
    expect(printed.text).toMatch(/^\| code, one shot \| 50\.0 \| 75\.0 \| +\+25\.0 \[\+25\.0, \+25\.0\] \* \| +2 \|$/m)
    printed.text = ''
    await compare(a, b, '--json')
    expect(JSON.parse(printed.text)).toMatchObject({ a: 'models/m', b: 'models/n', figures: [{ name: 'codeAccuracy', a: 0.5, b: 0.75, difference: { value: 0.25, tasks: 2 } }] })
  })

  test('refuses what cannot be compared', async () => {
    await expect(compare(write('c.json', resultOf([1])), write('d.json', resultOf([1, 1])))).rejects.toThrow('The results are of different tasks (1 of tasks.jsonl; 2 of tasks.jsonl); evaluate both on the same ones.')
    await expect(compare(join(folder, 'none'), folder)).rejects.toThrow('none: holds no result that can be read (ENOENT); make one with cure evaluate --out.')
  })
})
