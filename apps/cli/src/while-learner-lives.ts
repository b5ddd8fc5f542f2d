import type { Session } from '@cure-ts/pipeline'

/** Work with a session: fails as soon as the learner behind it dies, and closes the session in any case. */
export async function whileLearnerLives<T>(session: Session, work: () => Promise<T>): Promise<T> {
  try {
    return await Promise.race([work(), session.lost.then((error): never => { throw error })])
  } finally {
    await session.close()
  }
}
