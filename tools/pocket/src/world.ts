/** Writes the world: the datasets, which are committed, and the base corpus, which is not. */
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { corpus } from './corpus.ts'
import { dataset } from './dataset.ts'
import { readRecipe } from './recipe.ts'
import { splits } from './split.ts'

const datasets = new URL('../../../datasets/pocket/', import.meta.url)
const cache = new URL('../.cache/', import.meta.url)

/** How many documents a phase's loss is measured on: enough for two digits, few enough to take a second. */
const validationDocuments = 500

async function writeLines(folder: URL, name: string, records: Iterable<object>): Promise<void> {
  await mkdir(folder, { recursive: true })
  let count = 0
  const lines = function* () {
    for (const record of records) {
      count++
      yield `${JSON.stringify(record)}\n`
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(new URL(name, folder)))
  process.stdout.write(`${name}: ${count} lines\n`)
}

const recipe = readRecipe()
for (const split of splits) await writeLines(datasets, `${split}.jsonl`, dataset(recipe.seed, split, recipe.tasks[split]))
await writeLines(cache, 'corpus-tokenizer.jsonl', corpus(`${recipe.seed} tokenizer`, 'train', recipe.tokenizer.corpus))
for (const { name, corpus: plan } of recipe.phases) {
  await writeLines(cache, `corpus-${name}.jsonl`, corpus(`${recipe.seed} ${name}`, 'train', plan))
  const few = { ...plan, documents: validationDocuments }
  await writeLines(cache, `validation-${name}.jsonl`, corpus(`${recipe.seed} ${name}`, 'validation', few))
}
