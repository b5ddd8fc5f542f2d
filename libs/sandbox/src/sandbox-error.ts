import { CureError } from '@cure-ts/records/cure-error' // Alone: a lane's thread would hold 20 MB of schemas otherwise.

/** A fault of the sandbox or of the machine it runs on, never of a candidate program. */
export class SandboxError extends CureError {
  override readonly name = 'SandboxError'
}
