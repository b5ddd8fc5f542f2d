import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { loadTasks } from './load-tasks.ts'

const task = (id: string | number) => ({ task_id: id, question: 'q', test_input: ['1'], test_output: ['1'] })

describe('loadTasks', () => {
  let folder: string
  const file = (name: string, text: string) => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'cure-tasks-')) })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('keeps a file\'s ids, and makes them unique over several files', async () => {
    const lines = file('a.jsonl', [task(1), task(2)].map(row => JSON.stringify(row)).join('\n'))
    const array = file('b.json', JSON.stringify([task(1)]))
    expect((await loadTasks([lines])).map(({ task_id }) => task_id)).toEqual(['1', '2'])
    expect((await loadTasks([lines, array])).map(({ task_id }) => task_id)).toEqual(['a.jsonl/1', 'a.jsonl/2', 'b.json/1'])
    expect(await loadTasks([lines], 1)).toHaveLength(1)
  })

  test('says what is wrong in one sentence', async () => {
    const twice = file('twice.jsonl', [task(1), task(1)].map(row => JSON.stringify(row)).join('\n'))
    await expect(loadTasks([twice])).rejects.toThrow(`${twice}: task_id 1 occurs twice; make it unique.`)
    await expect(loadTasks([file('empty.jsonl', '')])).rejects.toThrow('no task in it')
    const broken = file('broken.jsonl', `${JSON.stringify(task(1))}\n{"task_id": 2}\n`)
    await expect(loadTasks([broken])).rejects.toThrow(`${broken}:2: field question: Required and missing.`)
  })
})
