import { describe, expect, test } from '@jest/globals'
import { cure } from '../cure.spec.fixture.ts'
import { schemaOf } from './schema.ts'

describe('cure schema', () => {
  test.each([
    ['Task', 'task_id'], ['Sampled', 'programs'], ['Executed', 'verdicts'], ['Table', 'passed'], ['Rewarded', 'programRewards'],
    ['Batch', 'phase'], ['Selection', 'chosen'], ['StepReport', 'metrics'], ['Evaluation', 'split'], ['EvaluationResult', 'tasksDigest'], ['AgentEnd', 'endedBy'], ['config', 'tasksPerStep'],
  ])('has the JSON Schema of %s', (name, field) => {
    expect(schemaOf(name)).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object', properties: { [field]: expect.anything() as unknown } })
  })

  test('says which there are', () => {
    expect(() => schemaOf('Tabel')).toThrow('Tabel: no such record; there are config, Task, Sampled, Executed, Table, Rewarded, Batch, Selection, StepReport, Evaluation, EvaluationResult, ScoreJob, ScoreResult, AgentEnd, TraceEvent.')
  })

  test('prints one, whatever the case of its name', async () => {
    const { code, stdout } = await cure(['schema', 'table'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual(schemaOf('Table'))
  }, 30_000)
})
