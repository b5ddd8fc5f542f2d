import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as Schema from 'effect/Schema'
import writeFileAtomic from 'write-file-atomic'
import { CureError, decoder } from '@cure-ts/records'
import { Answered } from './answered.ts'

/** Answers on disk, so that none is paid for twice. */
export interface AnswerCache {
  /** What was answered so far to a question, everything that determines it included; in the order of arrival. */
  read(question: Question): Promise<Kept[]>
  /** Keeps all that was answered so far, whole or not at all. */
  write(question: Question, answered: readonly Kept[]): Promise<void>
}

/** Plain JSON; the order of its fields counts. */
export type Question = Readonly<Record<string, string | number | boolean | null>>

/** One request's answers, and the seed that they were drawn with. */
const Kept = Schema.Struct({ ...Answered.fields, seed: Schema.Int })
export type Kept = typeof Kept.Type

const Entry = Schema.Struct({ question: Schema.Unknown, answered: Schema.Array(Kept) })
const decodeEntry = decoder(Entry)

/** A file a question, named by its SHA-256 and written by a rename; a person can read it. */
export function answerCache(folder: string): AnswerCache {
  const fileOf = (question: Question) => {
    const name = createHash('sha256').update(JSON.stringify(question)).digest('hex')
    return join(folder, name.slice(0, 2), `${name}.json`)
  }
  return {
    async read(question) {
      const file = fileOf(question)
      const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null
        throw new CureError(`${file}: this cached answer cannot be read (${error.code}); check the folder.`, { cause: error })
      })
      return text === null ? [] : [...decodeEntry(parse(text, file), file).answered]
    },
    async write(question, answered) {
      const file = fileOf(question)
      try {
        await mkdir(dirname(file), { recursive: true })
        await writeFileAtomic(file, `${JSON.stringify({ question, answered })}\n`)
      } catch (error) {
        throw new CureError(`${file}: an answer cannot be kept there (${(error as NodeJS.ErrnoException).code}); check the folder and the space there.`, { cause: error })
      }
    },
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new CureError(`${file}: is no cached answer (no JSON); delete it.`, { cause: error })
  }
}
