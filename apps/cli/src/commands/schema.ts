import { Command } from 'commander'
import * as Schema from 'effect/Schema'
import { EvaluationResult } from '@cure-ts/benchmarks'
import { Batch, CureError, Evaluation, Executed, Rewarded, Sampled, Selection, StepReport, Table, Task } from '@cure-ts/records'
import { AgentEnd, TraceEvent } from '@cure-ts/agentic'
import { ScoreJob, ScoreResult } from '../score/score-records.ts'
import { configJsonSchema } from '@cure-ts/trainer'

const records: Readonly<Record<string, Schema.Constraint>> = { Task, Sampled, Executed, Table, Rewarded, Batch, Selection, StepReport, Evaluation, EvaluationResult, ScoreJob, ScoreResult, AgentEnd, TraceEvent }

/** `cure schema NAME`: the JSON Schema of a record, or of the configuration file. */
export const schemaCommand = new Command('schema')
  .description('Print the JSON Schema of a record, or of the configuration file')
  .argument('<name>', `config, ${Object.keys(records).join(', ')}`)
  .action((name: string) => { process.stdout.write(`${JSON.stringify(schemaOf(name), null, 2)}\n`) })

/** @throws CureError where there is none of that name */
export function schemaOf(name: string): object {
  if (name === 'config') return configJsonSchema()
  const record = Object.entries(records).find(([known]) => known.toLowerCase() === name.toLowerCase())
  if (record === undefined) throw new CureError(`${name}: no such record; there are config, ${Object.keys(records).join(', ')}.`)
  const { schema, definitions } = Schema.toJsonSchemaDocument(record[1])
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: record[0], ...schema, ...(Object.keys(definitions).length > 0 && { $defs: definitions }) }
}
