import { CureError } from '@cure-ts/records'

/** A fault of the sandbox or of the machine it runs on, never of a candidate program. */
export class SandboxError extends CureError {
  override readonly name = 'SandboxError'
}
