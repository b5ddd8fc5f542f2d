import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { CureError } from '@cure-ts/records'
import { type ChatTemplate, type Complete, estimateTokens, loadTemplate, shippedPrompt, withOpening } from '@cure-ts/sampling'
import type { Ask } from './ports.ts'
import { together } from './together.ts'

type Render = (variables: Readonly<Record<string, unknown>>) => string

export interface TemplateFiles {
  /** Null: the one that is shipped. */
  readonly coderPrompt: string | null
  readonly testerPrompt: string | null
  /** A folder whose `NAME.jinja` stand in the place of those that are shipped here; null: none. */
  readonly folder: string | null
  readonly chatTemplate: ChatTemplate | null
}

const shippedFolder = join(import.meta.dirname, '../prompts')

/**
 * The templates by name: `coder` and `tester` of the sampling stage, and those in `prompts/`.
 *
 * @throws CureError where a file cannot be read or is no template
 */
export async function loadTemplates({ coderPrompt, testerPrompt, folder, chatTemplate }: TemplateFiles): Promise<ReadonlyMap<string, Render>> {
  const files = new Map([['coder', coderPrompt ?? shippedPrompt('coder')], ['tester', testerPrompt ?? shippedPrompt('tester')]])
  for (const file of await readdir(shippedFolder)) files.set(basename(file, '.jinja'), join(shippedFolder, file))
  for (const [name] of folder === null ? [] : files) {
    if (existsSync(join(folder!, `${name}.jinja`))) files.set(name, join(folder!, `${name}.jinja`))
  }
  return new Map(await Promise.all([...files].map(async ([name, file]) => [name, await loadTemplate(file, chatTemplate)] as const)))
}

/** A model behind a sampler's client, asked with rendered templates. */
export function modelPort(complete: Complete, templates: ReadonlyMap<string, Render>, addSpecialTokens: boolean): Ask {
  return together(async (requests, signal) => {
    const { template, n, temperature, maxTokens, seed } = requests[0]!
    const render = templates.get(template)
    if (render === undefined) throw new CureError(`There is no prompt template ${template}.jinja.`)
    const prompts = requests.map(({ variables }) => render(variables))
    const answers = await complete({ prompts, n, maxTokens, temperature, topP: 1, topK: 0, seed, addSpecialTokens }, signal)
    return prompts.map((prompt, place) => (answers[place] ?? []).map(({ text, promptTokenIds, tokenIds, tokenCount }) => ({
      text: withOpening(prompt, text), promptTokens: tokenCount === undefined ? promptTokenIds.length : estimateTokens(prompt), tokens: tokenCount ?? tokenIds.length,
    })))
  })
}
