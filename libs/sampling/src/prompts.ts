import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Template } from '@huggingface/jinja'
import { CureError } from '@cure-ts/records'
import type { ChatTemplate } from './chat-template.ts'
import type { Example } from './draw-examples.ts'

/** Writes one role's prompt; `functionName` is null for a task that is solved by a whole program. */
export type Prompt = (question: string, examples: readonly Example[], functionName?: string | null) => string

/** The prompts of both roles, ready to be sent. */
export interface Prompts {
  readonly coder: Prompt
  readonly tester: Prompt
  /** Whether the server has to add the special tokens: not where a chat template wrote them. */
  readonly addSpecialTokens: boolean
}

/**
 * Loads both roles' Jinja templates. Their variables are `question`, `examples` (`[{input, output}]`) and `function_name`.
 * Where the model has a chat template, the text becomes the one message of the user, and the answer is begun.
 *
 * @param options.coderPrompt, options.testerPrompt files; null: the ones that are shipped
 * @param options.chatTemplate see `findChatTemplate`
 * @throws CureError where a file cannot be read or is no template; a prompt throws it where it cannot be rendered
 */
export async function loadPrompts(options: {
  readonly coderPrompt: string | null
  readonly testerPrompt: string | null
  readonly chatTemplate: ChatTemplate | null
}): Promise<Prompts> {
  const load = async (file: string): Promise<Prompt> => {
    const render = await loadTemplate(file, options.chatTemplate)
    return (question, examples, functionName = null) => render({ question, examples, function_name: functionName })
  }
  return {
    coder: await load(options.coderPrompt ?? shippedPrompt('coder')),
    tester: await load(options.testerPrompt ?? shippedPrompt('tester')),
    addSpecialTokens: options.chatTemplate === null,
  }
}

/**
 * Loads one Jinja template. Where the model has a chat template, the text becomes the one message of the user, and the answer is begun.
 *
 * @throws CureError where the file cannot be read or is no template; what it returns throws it where it cannot be rendered
 */
export async function loadTemplate(file: string, chatTemplate: ChatTemplate | null): Promise<(variables: Readonly<Record<string, unknown>>) => string> {
  const wrap = chatTemplate === null ? (text: string) => text : chat(chatTemplate)
  const render = renderer(await readTemplate(file), file)
  return variables => wrap(render(variables))
}

function chat(template: ChatTemplate): (text: string) => string {
  const render = conversation(template)
  return text => render([{ role: 'user', content: text }])
}

/** A model's way of writing messages as text; the answer to them is begun. Throws CureError where they cannot be rendered. */
export function conversation({ template, bosToken, eosToken }: ChatTemplate): (messages: readonly { readonly role: string, readonly content: string }[]) => string {
  const render = renderer(template, 'the model\'s chat template')
  return messages => render({ messages, add_generation_prompt: true, bos_token: bosToken ?? '', eos_token: eosToken ?? '' })
}

/** The file of the prompt that is shipped for a role. */
export function shippedPrompt(role: 'coder' | 'tester'): string {
  return fileURLToPath(new URL(`../prompts/${role}.jinja`, import.meta.url))
}

async function readTemplate(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new CureError(`${file}: this prompt cannot be read (${(error as NodeJS.ErrnoException).code}); check the path.`, { cause: error })
  }
}

function renderer(source: string, name: string): (variables: Readonly<Record<string, unknown>>) => string {
  const attempt = <T>(run: () => T): T => {
    try {
      return run()
    } catch (error) {
      throw new CureError(`${name}: cannot be rendered (${(error as Error).message}); correct the Jinja template.`, { cause: error })
    }
  }
  const template = attempt(() => new Template(source))
  return variables => attempt(() => template.render(variables))
}
