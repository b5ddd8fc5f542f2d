import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { findPython } from '@cure-ts/pipeline'
import { createSandbox, sandboxConfig } from '@cure-ts/sandbox'
import { root } from '../cure.spec.fixture.ts'
import { doublingTests, fakeTester } from './score.spec.fixture.ts'
import { scoreJob } from './score-job.ts'
import { type ScoreServer, startScoreServer } from './score-server.ts'
import { testSource } from './test-source.ts'

jest.setTimeout(120_000)

const folder = join(root, 'docs/reward-model')
const token = 'a token of length'

/** The examples of docs/reward-model, called as each library calls a reward function, against a server of ours. */
describe('the reward of', () => {
  const sandbox = createSandbox(sandboxConfig.parse({ lanes: 1 }))
  const ending = new AbortController()
  const { asked, port, config } = fakeTester(doublingTests)
  let server: ScoreServer
  beforeAll(async () => {
    const testsOf = testSource(config, port, 8, ending.signal)
    server = await startScoreServer({
      host: '127.0.0.1', port: 0, token, atOnce: 4, waiting: 64, run: sandbox.run, log: () => undefined, score: (job, place, signal) => scoreJob(job, place, testsOf, sandbox.run, signal),
    })
  })
  afterAll(async () => {
    await server.close()
    ending.abort(new Error('end'))
    await sandbox.close()
  })

  /** What a Python program prints as JSON. */
  const python = async (program: string): Promise<unknown> => {
    const child = spawn(findPython(), ['-c', program], { cwd: root, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', CURE_SCORE_URL: server.url, CURE_SCORE_TOKEN: token } })
    let [out, err] = ['', '']
    child.stdout.on('data', (text: Buffer) => { out += text.toString() })
    child.stderr.on('data', (text: Buffer) => { err += text.toString() })
    const code = await new Promise(resolve => { child.once('close', resolve) })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    return JSON.parse(out)
  }
  const load = (file: string) => `
import importlib.util, json
spec = importlib.util.spec_from_file_location("custom_module", ${JSON.stringify(join(folder, file))})
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
right, none = "\`\`\`python\\nprint(2 * int(input()))\\n\`\`\`", "I give up."
`

  test('verl: one answer a call, by keyword; a number under "score"', async () => {
    const program = `${load('verl_reward.py')}
call = lambda text: module.compute_score(data_source="code", solution_str=text, ground_truth="", extra_info={"index": 0, "question": "Double it."})
print(json.dumps([call(right), call(none)]))`
    expect(await python(program)).toEqual([{ score: 2 / 3, score_unknown: 0 }, { score: 0, score_unknown: 0 }])
  })

  test('TRL: all completions of a batch, with the dataset\'s columns; a number or None for each', async () => {
    const program = `import sys; sys.path.insert(0, ${JSON.stringify(folder)})${load('trl_reward.py')}
chat = lambda text: [{"role": "assistant", "content": text}]
inputs = dict(prompts=[[{"role": "user", "content": q}] for q in "abab"], completions=[chat(right), chat(none), chat(none), chat(right)], completion_ids=[[1]] * 4,
              question=["a", "b", "a", "b"], trainer_state=None, log_extra=lambda *_: None, log_metric=lambda *_: None)
print(json.dumps([module.tests_reward(**inputs), module.tests_reward(**{**inputs, "completions": [right, none, none, right]})]))`
    expect(await python(program)).toEqual([[2 / 3, 0, 0, 2 / 3], [2 / 3, 0, 0, 2 / 3]])
    expect(asked.flatMap(({ prompts }) => prompts).toSorted()).toEqual(['Double it.', 'a', 'b'])
  })

  test('OpenRLHF: queries, prompts and labels; tensors of rewards, scores and logs', async () => {
    const program = `${load('openrlhf_reward.py')}
found = module.reward_func(["<user>a" + right, "<user>b" + none], ["<user>a", "<user>b"], ["a", "b"])
print(json.dumps([{name: found[name].tolist() for name in ("rewards", "scores")}, {name: [list(t.shape), str(t.dtype)] for name, t in found["extra_logs"].items()}]))`
    expect(await python(program)).toEqual([
      { rewards: [expect.closeTo(2 / 3, 6), 0], scores: [expect.closeTo(2 / 3, 6), 0] },
      { score_unknown: [[2], 'torch.float32'], tests_used: [[2], 'torch.float32'] },
    ])
  })
})
