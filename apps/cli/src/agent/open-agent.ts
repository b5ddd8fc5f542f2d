import { type Ask, askByRole, loadTemplates, modelPort, type Ports } from '@cure-ts/agentic'
import { type CureConfig, findConfigured, openSession, type Session } from '@cure-ts/pipeline'
import { type ChatTemplate, type Complete, findChatTemplate } from '@cure-ts/sampling'

/** A session's models and its sandbox, as a pipeline asks for them. */
export interface OpenAgent {
  readonly session: Session
  readonly ports: Ports
  /** By which a conversation with the coder is written as text; null: the model has none, or its server writes it. */
  readonly chatTemplate: ChatTemplate | null
}

/**
 * Starts or finds what a configuration names, for pipelines.
 *
 * @param prompts a folder whose templates stand in the place of the shipped ones
 * @throws CureError where a template or a model is not there
 */
export async function openAgent(asked: CureConfig, prompts: string | undefined): Promise<OpenAgent> {
  const config = { ...asked, model: (await findConfigured(asked, { train: false })).folder }
  const { sampler, sampling: { coderPrompt, testerPrompt } } = config
  const templateFor = async (endpoint: string) => endpoint === 'chat' || endpoint === 'auto' ? null : findChatTemplate(config.model)
  const askWith = async (chatTemplate: ChatTemplate | null) => {
    const templates = await loadTemplates({ coderPrompt, testerPrompt, folder: prompts ?? null, chatTemplate })
    return (complete: Complete): Ask => modelPort(complete, templates, chatTemplate === null)
  }
  const chatTemplate = await templateFor(sampler.endpoint)
  const [askCoder, askTester] = [await askWith(chatTemplate), await askWith(await templateFor(sampler.testerEndpoint))]
  const session = await openSession({ ...config, sandbox: { ...config.sandbox, keepOutputs: true } }, { train: false })
  const coder = askCoder(session.complete)
  const tester = session.completeTests === undefined ? coder : askTester(session.completeTests)
  return { session, ports: { ask: askByRole({ coder, tester }), run: session.sandbox.run }, chatTemplate }
}
