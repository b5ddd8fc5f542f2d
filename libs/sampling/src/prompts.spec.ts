import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { CureError } from '@cure-ts/records'
import { findChatTemplate } from './chat-template.ts'
import { loadPrompts } from './prompts.ts'
import { readProgram } from './read-program.ts'
import { readTest } from './read-test.ts'

const shipped = { coderPrompt: null, testerPrompt: null, chatTemplate: null }
const folders: string[] = []
afterAll(() => Promise.all(folders.map(folder => rm(folder, { recursive: true }))))
const folderWith = async (files: Record<string, string>) => {
  const folder = await mkdtemp(join(tmpdir(), 'cure-prompts-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

/** The form that Qwen's models use: a default system message, then turns between im_start and im_end. */
const chatMl = [
  '{%- if messages[0]["role"] == "system" %}',
  '    {{- "<|im_start|>system\\n" + messages[0]["content"] + "<|im_end|>\\n" }}',
  '{%- else %}',
  '    {{- "<|im_start|>system\\nYou are helpful.<|im_end|>\\n" }}',
  '{%- endif %}',
  '{%- for message in messages %}',
  '    {%- if message.role == "user" or (message.role == "system" and not loop.first) %}',
  '        {{- "<|im_start|>" + message.role + "\\n" + message.content + "<|im_end|>" + "\\n" }}',
  '    {%- endif %}',
  '{%- endfor %}',
  '{%- if add_generation_prompt %}',
  '    {{- "<|im_start|>assistant\\n" }}',
  '{%- endif %}',
].join('\n')

test('the shipped prompts ask for what our readers read', async () => {
  const { coder, tester, addSpecialTokens } = await loadPrompts(shipped)
  expect(addSpecialTokens).toBe(true)
  expect(coder('Add two numbers.', [])).toContain('Add two numbers.')
  expect(coder('Add two numbers.', [])).toContain('standard input')
  expect(readProgram(coder('Add two numbers.', []))).toBe('# your code')
  expect(coder('Add two numbers.', [], 'add')).toContain('`add`')
  expect(coder('Add two numbers.', [], 'add')).not.toContain('a whole program')
  expect(readTest(tester('Add two numbers.', []))).toEqual({ input: 'the input', output: 'the expected output', explanation: 'why this output is correct' })
  expect(tester('Add two numbers.', [])).not.toContain('known already')
  expect(tester('Add two numbers.', [{ input: '1 2\n', output: '3\n' }])).toContain('```\n1 2\n```')
})

test('a template of one\'s own is rendered as it is', async () => {
  const folder = await folderWith({ 'coder.jinja': '{{ question }}\n### Program{{ "\\n" }}', 'tester.jinja': '{% for e in examples %}{{ e.input }}>{{ e.output }};{% endfor %}{{ function_name }}' })
  const { coder, tester } = await loadPrompts({ ...shipped, coderPrompt: join(folder, 'coder.jinja'), testerPrompt: join(folder, 'tester.jinja') })
  expect(coder('{{ Q }} & <b>', [])).toBe('{{ Q }} & <b>\n### Program\n')
  expect(tester('Q', [{ input: '1', output: '2' }, { input: '3', output: '4' }], 'f')).toBe('1>2;3>4;f')
})

test('a chat template makes the text the user\'s message and begins the answer', async () => {
  const folder = await folderWith({
    'coder.jinja': '{{ question }}',
    'tokenizer_config.json': JSON.stringify({ chat_template: chatMl, bos_token: null, eos_token: { content: '<|im_end|>', lstrip: false } }),
  })
  const chatTemplate = await findChatTemplate(folder)
  expect(chatTemplate).toEqual({ template: chatMl, bosToken: null, eosToken: '<|im_end|>' })
  const { coder, addSpecialTokens } = await loadPrompts({ coderPrompt: join(folder, 'coder.jinja'), testerPrompt: null, chatTemplate })
  expect(addSpecialTokens).toBe(false)
  expect(coder('Why?', [])).toBe('<|im_start|>system\nYou are helpful.<|im_end|>\n<|im_start|>user\nWhy?<|im_end|>\n<|im_start|>assistant\n')
})

test('a file of its own comes before the tokenizer\'s configuration, whose default is taken of several', async () => {
  const both = await folderWith({ 'chat_template.jinja': 'A{{ bos_token }}', 'tokenizer_config.json': '{"chat_template": "B", "bos_token": "<s>"}' })
  expect(await findChatTemplate(both)).toEqual({ template: 'A{{ bos_token }}', bosToken: '<s>', eosToken: null })
  const several = await folderWith({ 'tokenizer_config.json': JSON.stringify({ chat_template: [{ name: 'tool_use', template: 'T' }, { name: 'default', template: 'D' }] }) })
  expect((await findChatTemplate(several))?.template).toBe('D')
})

test('a model without a chat template has none', async () => {
  expect(await findChatTemplate(await folderWith({}))).toBeNull()
  expect(await findChatTemplate(await folderWith({ 'tokenizer_config.json': '{"eos_token": "</s>"}' }))).toBeNull()
})

test('a fault names its file', async () => {
  await expect(loadPrompts({ ...shipped, coderPrompt: 'nowhere.jinja' })).rejects.toThrow('nowhere.jinja: this prompt cannot be read (ENOENT); check the path.')
  const folder = await folderWith({ 'broken.jinja': '{% if %}', 'strict.jinja': '{{ raise_exception("no") }}', 'tokenizer_config.json': '{' })
  await expect(loadPrompts({ ...shipped, testerPrompt: join(folder, 'broken.jinja') })).rejects.toThrow(/broken\.jinja: cannot be rendered/)
  const { tester } = await loadPrompts({ ...shipped, testerPrompt: join(folder, 'strict.jinja') })
  expect(() => tester('Q', [])).toThrow(CureError)
  await expect(findChatTemplate(folder)).rejects.toThrow(/tokenizer_config\.json: is no JSON/)
})
