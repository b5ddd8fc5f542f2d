import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as Schema from 'effect/Schema'
import { CureError, decoder } from '@cure-ts/records'

/** A model's way of writing a conversation as text, with the special tokens that its template may name. */
export interface ChatTemplate {
  /** Jinja. */
  readonly template: string
  readonly bosToken: string | null
  readonly eosToken: string | null
}

const specialToken = Schema.optionalKey(Schema.NullOr(Schema.Union([Schema.String, Schema.Struct({ content: Schema.String })])))
const TokenizerConfig = Schema.Struct({
  chat_template: Schema.optionalKey(Schema.NullOr(Schema.Union([
    Schema.String,
    Schema.Array(Schema.Struct({ name: Schema.String, template: Schema.String })),
  ]))),
  bos_token: specialToken,
  eos_token: specialToken,
})
const decodeTokenizerConfig = decoder(TokenizerConfig)

/**
 * The chat template of a Hugging Face model folder: `chat_template.jinja`, else `chat_template` in `tokenizer_config.json`
 * (its `default` where it has several). Null where the model has none.
 *
 * @throws CureError where a file is there but cannot be read
 */
export async function findChatTemplate(modelFolder: string): Promise<ChatTemplate | null> {
  const configFile = join(modelFolder, 'tokenizer_config.json')
  const config = decodeTokenizerConfig(parse(await readIfThere(configFile) ?? '{}', configFile), configFile)
  const inConfig = typeof config.chat_template === 'string'
    ? config.chat_template
    : config.chat_template?.find(({ name }) => name === 'default')?.template
  const template = await readIfThere(join(modelFolder, 'chat_template.jinja')) ?? inConfig
  return template === undefined ? null : { template, bosToken: textOf(config.bos_token), eosToken: textOf(config.eos_token) }
}

function textOf(token: typeof TokenizerConfig.Type['bos_token']): string | null {
  return typeof token === 'string' ? token : token?.content ?? null
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT') return undefined
    throw new CureError(`${file}: cannot be read (${code}); check the model folder.`, { cause: error })
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new CureError(`${file}: is no JSON (${(error as Error).message.replaceAll(/\s+/g, ' ')}); check the model folder.`, { cause: error })
  }
}
