import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, jest, test } from '@jest/globals'
import { type ChatServer, startChatServer } from '../chat-server.spec.fixture.ts'
import { recordsOf, startCure, temporaryFolder } from '../cure.spec.fixture.ts'

jest.setTimeout(180_000)

describe('cure score', () => {
  const { path: folder, remove } = temporaryFolder()
  const servers: ChatServer[] = []
  afterAll(() => {
    for (const server of servers) server.close()
    remove()
  })

  test('scores JSONL by a tester behind an address, skips what is bad, and pays once', async () => {
    const tester = await startChatServer()
    servers.push(tester)
    const jobs = join(folder, 'jobs.jsonl')
    const job = { task_id: 1, question: 'Echo.', programs: ['print(input())', 'print(8)'], another: 'column' }
    writeFileSync(jobs, [job, { task_id: 2, question: 'Echo.' }, { ...job, task_id: 3, programs: ['print(7)'] }].map(each => `${JSON.stringify(each)}\n`).join(''))
    const args = ['score', '--api', tester.api, '--tester', 'm', '--tests', '2', '--lanes', '1', '--cache', join(folder, 'cache'), '--in', jobs, '--on-error', 'skip']
    const { child, ended } = startCure(args)
    child.stdin!.end()
    const { code, stdout, stderr } = await ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: `skipped: ${jobs}:2: field programs: Expected programs or responses, one of them.\n1 bad records skipped.\n` })
    const tests = { asked: 2, used: 1, unreadable: 0, duplicate: 1, failed: 0 } // Both tests say 7.
    expect(recordsOf(stdout).toSorted((a, b) => Number(a['task_id']) - Number(b['task_id']))).toEqual([
      { task_id: 1, scores: [1, 0], tests, passed: [[1], [0]] }, { task_id: 3, scores: [1], tests, passed: [[1]] },
    ])
    expect(tester.answered).toHaveLength(1)
  })

  test('serves until it is stopped', async () => {
    const tester = await startChatServer()
    servers.push(tester)
    const running = startCure(['score', '--api', tester.api, '--tester', 'm', '--tests', '2', '--lanes', '1', '--serve', '0'])
    let said = ''
    running.child.stdout!.on('data', (text: string) => { said += text })
    await running.until(/Ctrl-C ends it/)
    const url = /Scoring at (\S+)\/score/.exec(said)![1]!
    const response = await fetch(`${url}/score`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ question: 'Echo.', programs: ['print(input())'] }) })
    expect(await response.json()).toMatchObject({ scores: [1] })
    running.child.kill('SIGINT')
    expect((await running.ended).code).toBe(0)
  })
})
