import * as Schema from 'effect/Schema'
import { OpenStruct, withDefault } from './open-struct.ts'
import { Comparison, ExeMethod } from './scalars.ts'

const texts = Schema.Array(Schema.String)
const positive = Schema.Finite.check(Schema.isGreaterThan(0))

/**
 * A programming task in CURE's own field names (arXiv 2506.03136), one line of a JSONL file or one element of a JSON array.
 * `test_input[i]` belongs to `test_output[i]`; `test_time_limit` is in CPU seconds, `memory_limit_mb` in MiB.
 */
export const Task = OpenStruct({
  task_id: Schema.Union([Schema.String, Schema.Finite]),
  question: Schema.String,
  test_input: texts,
  test_output: texts,
  example_input: withDefault(texts, []),
  example_output: withDefault(texts, []),
  test_time_limit: withDefault(positive, 4),
  memory_limit_mb: withDefault(positive, 512),
  exe_method: withDefault(ExeMethod, 'stdin'),
  function_name: Schema.optionalKey(Schema.NullOr(Schema.String)),
  comparison: Schema.optionalKey(Schema.NullOr(Comparison)),
  checker: Schema.optionalKey(Schema.NullOr(Schema.String)),
  float_output: Schema.optionalKey(Schema.NullOr(Schema.Boolean)),
  solutions: withDefault(texts, []),
  wrong_solutions: withDefault(texts, []),
  difficulty: Schema.optionalKey(Schema.Unknown),
  tags: withDefault(texts, []),
  source: Schema.optionalKey(Schema.NullOr(Schema.String)),
  license: Schema.optionalKey(Schema.NullOr(Schema.String)),
  split: Schema.optionalKey(Schema.NullOr(Schema.String)),
}).check(
  Schema.makeFilter(({ test_input, test_output }) =>
    test_input.length === test_output.length
    || { path: ['test_output'], issue: `Expected as many outputs as test_input has inputs (${test_input.length}), got ${test_output.length}` }),
  Schema.makeFilter(({ example_input, example_output }) =>
    example_input.length === example_output.length
    || { path: ['example_output'], issue: `Expected as many outputs as example_input has inputs (${example_input.length}), got ${example_output.length}` }),
)
export type Task = typeof Task.Type

/** How a task's outputs are compared: what it says, else `float` where `float_output` is set, else `tokens`. */
export function comparisonOf(task: Pick<Task, 'comparison' | 'float_output'>): Comparison {
  return task.comparison ?? (task.float_output ? 'float' : 'tokens')
}
