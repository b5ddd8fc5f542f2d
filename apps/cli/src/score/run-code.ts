import * as Schema from 'effect/Schema'
import { decoder, type Verdict } from '@cure-ts/records'
import type { RunTable } from '@cure-ts/sandbox'
import { splitStderr, withStderr } from './with-stderr.ts'

const optional = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

/** A request of SandboxFusion's `run_code` (https://github.com/bytedance/SandboxFusion, `sandbox_api.py`). */
const RunCodeRequest = Schema.Struct({
  code: Schema.String,
  language: Schema.String,
  stdin: optional(Schema.String),
  /** Seconds. Python does not compile apart, so `compile_timeout` has no meaning here. */
  run_timeout: optional(Schema.Finite.check(Schema.isGreaterThan(0))),
  /** Below 0: no wish. */
  memory_limit_MB: optional(Schema.Finite),
  files: optional(Schema.Record(Schema.String, Schema.Unknown)),
  fetch_files: optional(Schema.Array(Schema.Unknown)),
})
type RunCodeRequest = typeof RunCodeRequest.Type
const decodeRequest = decoder(RunCodeRequest)

/** Its answer. */
export interface RunCodeResponse {
  readonly status: 'Success' | 'Failed' | 'SandboxError'
  readonly message: string
  readonly compile_result: null
  readonly run_result: {
    readonly status: 'Finished' | 'TimeLimitExceeded'
    readonly execution_time: number | null
    readonly return_code: number | null
    readonly stdout: string
    readonly stderr: string
  } | null
  readonly executor_pod_name: null
  readonly files: Readonly<Record<string, string>>
}

const defaultTimeoutSeconds = 10
const longestTimeoutSeconds = 300
const defaultMemoryMb = 1024

/** @throws RecordError where a field is missing or of another type */
export function readRunCode(body: unknown): RunCodeRequest {
  return decodeRequest(body, 'The request')
}

/**
 * Runs one program, as SandboxFusion does. What is not done here is refused in its form.
 *
 * @param run of a sandbox that keeps outputs
 */
export async function runCode(request: RunCodeRequest, run: RunTable, signal: AbortSignal): Promise<RunCodeResponse> {
  const refusal = refusalOf(request)
  if (refusal !== null) return sandboxError(refusal)
  const memoryMb = request.memory_limit_MB ?? -1
  const { verdicts, outputs, cpuMs } = await run({
    timeLimitMs: 1000 * Math.min(request.run_timeout ?? defaultTimeoutSeconds, longestTimeoutSeconds),
    memoryLimitBytes: (memoryMb > 0 ? memoryMb : defaultMemoryMb) * 1024 * 1024,
    exeMethod: 'stdin',
    comparison: 'exact',
    programs: [withStderr(request.code)],
    tests: [{ input: request.stdin ?? '', output: '' }], // Nothing is expected: the output is read.
  }, signal)
  const [verdict, ms] = [verdicts[0]![0]!, cpuMs[0]![0] ?? null]
  const { stdout, stderr } = splitStderr(outputs?.[0]?.[0] ?? '')
  if (verdict === 'missing') return sandboxError('The sandbox could not run the program.')
  const isLate = verdict === 'timed-out'
  const returnCode = isLate ? null : returnCodes[verdict] ?? 1
  return {
    status: returnCode === 0 ? 'Success' : 'Failed',
    message: '',
    compile_result: null,
    run_result: { status: isLate ? 'TimeLimitExceeded' : 'Finished', execution_time: ms === null ? null : ms / 1000, return_code: returnCode, stdout, stderr: stderr + (notes[verdict] ?? '') },
    executor_pod_name: null,
    files: {},
  }
}

/** The sandbox tells how a program ended, but not its exit code: 1 stands for all but 0, -9 for every signal. */
const returnCodes: Partial<Record<Verdict, number>> = { passed: 0, 'wrong-output': 0, signalled: -9 }

/** What is known of an end at which the program itself could say nothing. */
const notes: Partial<Record<Verdict, string>> = {
  'out-of-memory': 'MemoryError', 'output-limit': 'The program printed more than is kept.', signalled: 'The program died of a signal.', 'timed-out': 'The program met its time limit.',
}

function refusalOf({ language, files, fetch_files }: RunCodeRequest): string | null {
  if (language !== 'python') return `Language ${language.slice(0, 40)} is not run here; there is python.`
  if (Object.keys(files ?? {}).length > 0 || (fetch_files ?? []).length > 0) return 'Files are not taken or given back here: programs have no writable folder.'
  return null
}

const sandboxError = (message: string): RunCodeResponse => ({ status: 'SandboxError', message, compile_result: null, run_result: null, executor_pod_name: null, files: {} })
