import type { Role } from '@cure-ts/records'
import type { RunTable } from '@cure-ts/sandbox'

/** What a pipeline asks a model for. */
export interface AskRequest {
  readonly taskId: string
  /** Which of the two models is asked; they may be one. */
  readonly role: Role
  /** The name of a prompt template, e.g. `coder`, and what it is filled with. */
  readonly template: string
  readonly variables: Readonly<Record<string, unknown>>
  /** Answers. */
  readonly n: number
  readonly temperature: number
  readonly maxTokens: number
  readonly seed: number
}

export interface Answer {
  readonly text: string
  readonly promptTokens: number
  readonly tokens: number
}

export type Ask = (request: AskRequest, signal: AbortSignal) => Promise<Answer[]>

/** Asks each role's model. */
export function askByRole(models: Readonly<Record<Role, Ask>>): Ask {
  return (request, signal) => models[request.role](request, signal)
}

/** The only two ways in which a pipeline reaches the world: models and a sandbox that keeps outputs. */
export interface Ports {
  readonly ask: Ask
  readonly run: RunTable
}
