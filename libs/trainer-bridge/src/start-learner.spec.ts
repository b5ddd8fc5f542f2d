import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { startLearner } from './start-learner.ts'
import { startGroup } from './process-group.ts'

/** A learner in Node that runs a script. */
const command = (script: string) => [process.execPath, '-e', script]
const ready = 'console.log(JSON.stringify({ type: "ready", http: "http://127.0.0.1:1", bridge: "tcp://127.0.0.1:2", pid: process.pid }));'
const alive = 'setInterval(() => {}, 1000);'
const readyTimeoutMs = 20_000

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
const untilGone = async (pid: number) => {
  while (isAlive(pid)) await sleep(5)
}

test('ready: its addresses, its lines as a log; stopping ends it', async () => {
  const log: string[] = []
  const learner = await startLearner({
    command: command(`console.error("loading"); console.log("chatter"); console.error(process.env.OF_OURS); ${ready} ${alive}`),
    env: { OF_OURS: 'from env' },
    readyTimeoutMs,
    onLog: line => log.push(line),
  })
  expect(learner).toMatchObject({ http: 'http://127.0.0.1:1', bridge: 'tcp://127.0.0.1:2' })
  while (log.length < 3) await sleep(5)
  expect(log.toSorted()).toEqual(['chatter', 'from env', 'loading'])
  expect(isAlive(learner.pid)).toBe(true)
  await learner.stop()
  expect(isAlive(learner.pid)).toBe(false)
  expect(await learner.exited).toBeNull()
  await learner.stop()
})

test('a learner that ends by itself, with its exit code and its last words', async () => {
  const learner = await startLearner({ command: command(`${ready} setTimeout(() => { console.error("memory ran out."); process.exit(3) }, 20)`), readyTimeoutMs })
  expect(await learner.exited).toBe(3)
  expect(learner.lastLine()).toBe('memory ran out.')
})

test('its children end with it', async () => {
  const log: string[] = []
  const child = `const c = require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(alive)}], { stdio: "inherit" }); process.stderr.write(c.pid + "\\n");`
  const learner = await startLearner({ command: command(`${child} ${ready} setTimeout(() => process.exit(0), 20)`), readyTimeoutMs, onLog: line => log.push(line) })
  expect(await learner.exited).toBe(0)
  await untilGone(Number(log[0]))
})

test('its standard input stays open, and closes when we end', async () => {
  const log: string[] = []
  const learner = await startLearner({
    command: command(`process.stdin.resume().on("end", () => { console.error("closed"); process.exit(0) }); ${ready} setTimeout(() => console.error("open"), 50)`),
    readyTimeoutMs,
    onLog: line => log.push(line),
  })
  while (log.length === 0) await sleep(5)
  expect(log).toEqual(['open'])
  await learner.stop()
})

test.each<[string, string, RegExp]>([
  ['ends before it is ready', 'console.error("loading"); console.error("no such model.\\n"); process.exit(2)', /^The learner ended with exit code 2 before it was ready \(it last said: no such model\); correct that and start again\.$/],
  ['ends without a word', 'process.exit(1)', /^The learner ended with exit code 1 before it was ready \(it said nothing\); correct that and start again\.$/],
  ['dies of a signal', 'process.kill(process.pid, "SIGKILL")', /^The learner ended with a signal before/],
])('a learner that %s', async (_, script, message) => {
  await expect(startLearner({ command: command(script), readyTimeoutMs })).rejects.toThrow(message)
})

test('a learner that is never ready is ended', async () => {
  const log: string[] = []
  const starting = startLearner({ command: command(`process.stderr.write(process.pid + '\\n'); ${alive}`), readyTimeoutMs: 1000, onLog: line => log.push(line) })
  await expect(starting).rejects.toThrow(/^The learner was not ready after 1 s \(it last said: \d+\); give it more time, or start it by hand to see why\.$/)
  await untilGone(Number(log[0]))
})

test('a command that is not there', async () => {
  await expect(startLearner({ command: ['no-such-command'], readyTimeoutMs })).rejects.toThrow('The learner cannot be started with no-such-command (ENOENT); check that it is installed.')
})

test('one that ignores SIGTERM gets SIGKILL', async () => {
  const learner = await startGroup(command(`process.on("SIGTERM", () => console.error("no")); ${ready} ${alive}`), { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(learner.stdout!, 'data')
  await learner.stop(100)
  expect(await learner.exited).toBeNull()
  expect(isAlive(learner.pid)).toBe(false)
})
