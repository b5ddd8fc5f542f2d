import * as Schema from 'effect/Schema'
import { Task } from '@cure-ts/records'

const namesFunction = /\bdef (\w+)\(|\bwrite (?:a |the )?(?:python )?(?:function )?`(\w+)\(/i
const namesOutput = /\b(prints?|outputs?|stdin|stdout|standard (in|out)put|(first|second|next|last|each|one|a|of|the) lines?|line 1)\b/i
/** A question about code that is there, or about anything else. */
const asksOtherwise = /^\s*(explain|why|describe|what (is|are|does|do)|how (do|does|can|should)|review|fix|debug|translate|summari[sz]e)\b|```/i

/**
 * The task that a question sets, as far as its words tell: a function where it names one to write (`def f(` or "write `f(`"), a
 * whole program where it says what is printed or read.
 *
 * @param always the client says that it is one
 * @returns null where it sets none
 */
export function codingTask(question: string, always: boolean): Task | null {
  if (!always && asksOtherwise.test(question)) return null
  const [, defined, written] = namesFunction.exec(question) ?? []
  const name = defined ?? written
  if (name === undefined && !always && !namesOutput.test(question)) return null
  return Schema.decodeUnknownSync(Task)({
    task_id: 'gateway', question, test_input: [], test_output: [],
    ...(name !== undefined && { exe_method: 'function', function_name: name }),
  })
}
