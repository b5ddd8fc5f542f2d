// What a run came to, in a form in which two runs can be compared.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The last weights and optimiser by their digests, the reports without times and the sandbox's counts, and what the learner was trained on. */
export function outcomeOf(run) {
  const checkpoint = join(run, 'checkpoints', 'step-000002')
  const digest = file => createHash('sha256').update(readFileSync(join(checkpoint, file))).digest('hex')
  const { engine } = JSON.parse(readFileSync(join(checkpoint, 'state.json'), 'utf8'))
  const optimizer = engine.kind === 'deepspeed' ? 'optimizer-00001.safetensors' : 'optimizer.safetensors'
  return {
    weights: digest('model.safetensors'),
    optimizer: digest(optimizer),
    engine,
    reports: linesOf(join(run, 'reports.jsonl')).map(withoutTimes),
    batches: linesOf(join(run, 'checkpoints', 'journal.jsonl')).map(({ step, phase, digest: batch, policyVersion }) => ({ step, phase, batch, policyVersion })),
  }
}

/** @throws AssertionError where the runs differ, or a batch was trained on twice or never */
export function checkSame(outcome, expected) {
  assert.deepEqual(outcome.batches, expected.batches, 'the same batches, each once')
  assert.deepEqual(outcome.reports, expected.reports, 'the same reports')
  assert.deepEqual(outcome, expected, 'the same weights')
}

function withoutTimes({ seconds: _seconds, execution: _execution, metrics, ...report }) {
  return { ...report, metrics: Object.fromEntries(Object.entries(metrics).filter(([name]) => !name.endsWith('step_time'))) }
}

const linesOf = file => readFileSync(file, 'utf8').trim().split('\n').map(line => JSON.parse(line))
