import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { evaluationOf, reportOf } from '../report.spec.fixture.ts'
import { wandbWriter } from './wandb-writer.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cure-wandb-'))
  writeFileSync(join(folder, 'versions.json'), '{"runId": "run-7"}')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A module in the place of W&B's, which keeps what it is called with: the real one is no dependency of ours, and wants an account. */
function withStandIn(init: string): NodeJS.ProcessEnv {
  const modules = join(folder, 'modules')
  mkdirSync(modules)
  writeFileSync(join(modules, 'wandb.py'), `
import json
calls = open(${JSON.stringify(join(folder, 'calls'))}, "a")
def keep(*call):
    print(json.dumps(call), file=calls, flush=True)
class Settings(dict): pass
class Run:
    def define_metric(self, name, step_metric): keep("metric", name, step_metric)
    def log(self, figures): keep("log", figures)
    def finish(self): keep("finish")
def init(**how):
    ${init}
    keep("init", how["id"], how["resume"], how["dir"])
    return Run()
`)
  return { ...process.env, PYTHONPATH: [modules, process.env['PYTHONPATH']].filter(Boolean).join(':'), WANDB_PROJECT: 'cure' }
}

const callsIn = () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n').map(line => JSON.parse(line) as unknown[])

test('where it is wanted, it is told of every step and evaluation, with our steps', async () => {
  const said: string[] = []
  const { write, close } = wandbWriter(folder, withStandIn('pass'), line => said.push(line))
  write({ type: 'evaluation', evaluation: evaluationOf() })
  write({ type: 'step', report: reportOf({ step: 1 }) })
  await close()
  expect(said).toEqual([])
  expect(callsIn()).toEqual([
    ['init', 'run-7', 'allow', folder], ['metric', '*', 'step'],
    ['log', expect.objectContaining({ step: 0, 'evaluation/held-out/codeAccuracy': 0.5 })],
    ['log', expect.objectContaining({ step: 1, 'coder/loss': 0.5, 'coder/frac_reward_zero_std': 0 })],
    ['finish'],
  ])
}, 30_000)

test('where it does not take the run, a line says so and nothing else happens', async () => {
  const said: string[] = []
  const { write, close } = wandbWriter(folder, withStandIn('raise RuntimeError("no such\\naccount")'), line => said.push(line))
  write({ type: 'step', report: reportOf() })
  await close()
  expect(said).toEqual(['Weights & Biases does not take the run (no such account): look at its variables.'])
}, 30_000)

test('without WANDB_PROJECT nothing is started', async () => {
  const { write, close } = wandbWriter(folder, { ...withStandIn('pass'), WANDB_PROJECT: undefined }, () => undefined)
  write({ type: 'step', report: reportOf() })
  await close()
  expect(() => callsIn()).toThrow('ENOENT')
})
