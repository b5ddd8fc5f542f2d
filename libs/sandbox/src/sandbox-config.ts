import { availableParallelism } from 'node:os'
import { z } from 'zod'
import { isolations } from './jail-command.ts'

/** So that a table's slow programs do not keep its lane from the next tables' quick ones. */
export const tablesPerLane = 8

/** What people can set of the sandbox. */
export const sandboxConfig = z.strictObject({
  isolation: z.enum(['auto', ...isolations]).default('auto')
    .describe('The jail\'s level. auto: the strongest that works here, never none; full: namespaces, read-only files, system calls by allow-list; confined: no namespaces, but Landlock, system calls by allow-list, another user where root; none: only for programs that you trust'),
  lanes: z.int().min(1).max(1024).default(availableParallelism)
    .describe('Worker threads that run tables, eight at once each, in jails of their own; default: the machine\'s cores'),
  mode: z.enum(['reuse', 'isolate']).default('reuse')
    .describe('reuse: one child process a program, a new one after any dirt; isolate: one child process a test, about 20 times slower'),
  timing: z.enum(['exact', 'leash', 'wall']).default('exact')
    .describe('exact: every cell gets its full limit of CPU time; leash: after two timeouts of a program its other cells get 100 ms; wall: the limit is one of wall time, so that endless programs cost little, and slow ones may fail on a busy machine (recorded in the results; the last two are for training only)'),
  idleLimitMs: z.int().min(10).default(5000)
    .describe('Milliseconds that a test may spend off the CPU, asleep or waiting, beside its CPU limit; such a timeout is confirmed once by a run alone'),
  maxOutputBytes: z.int().min(1).max(2 ** 30).default(10_000_000)
    .describe('Bytes of standard output after which a cell\'s verdict is output-limit'),
  keepOutputs: z.boolean().default(false)
    .describe('Whether results carry the standard output of every cell'),
  maxGroundTruthTests: z.int().min(0).nullable().default(8)
    .describe('Ground-truth tests run for each task, the first ones; null: all'),
  python: z.string().min(1).optional()
    .describe('Path of the Python interpreter (3.9 or later) that runs the programs; default: /usr/bin/python3, else the first python3 on PATH'),
})
export type SandboxConfig = z.infer<typeof sandboxConfig>
