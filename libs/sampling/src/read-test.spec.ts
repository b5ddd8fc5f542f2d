import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { readTest } from './read-test.ts'

const usual = 'Reasoning.\n\n**Test Input:**\n```\n3\n1 2 3\n```\n\n**Test Output:**\n```\n6\n```\n\n**Explanation:**\nIt adds up.'

test.each([
  ['the usual form', usual, { input: '3\n1 2 3', output: '6', explanation: 'It adds up.' }],
  ['CRLF', usual.replaceAll('\n', '\r\n'), { input: '3\n1 2 3', output: '6', explanation: 'It adds up.' }],
  [
    'another order',
    '**Explanation:** first\n**Test Output:**\n```\n6\n```\n**Test Input:**\n```\n5\n```',
    { input: '5', output: '6', explanation: 'first' },
  ],
  [
    'the last of each heading',
    `**Test Input:**\n\`\`\`\n0\n\`\`\`\nNo.\n**Test Output:**\n\`\`\`\n1\n\`\`\`\nAgain.\n${usual}`,
    { input: '3\n1 2 3', output: '6', explanation: 'It adds up.' },
  ],
  ['no explanation', '**Test Input:**\n```\n1\n```\n**Test Output:**\n```\n2\n```', { input: '1', output: '2' }],
  ['content on the fence\'s line', '**Test Input:** ```1 2```\n**Test Output:** ```3\n```', { input: '1 2', output: '3' }],
  ['language tags', '**Test Input:**\n```text\n1\n```\n**Test Output:**\n```plaintext\n2\n```', { input: '1', output: '2' }],
  ['a last fence that is not closed', '**Test Input:**\n```\n1\n```\n**Test Output:**\n```\n2\n3\n', { input: '1', output: '2\n3' }],
  ['a fence that the next heading ends', '**Test Input:**\n```\n1\n\n**Test Output:**\n```\n2\n```', { input: '1', output: '2' }],
  ['colons outside the bold and other capitals', '**test input**:\n```\n1\n```\n**TEST OUTPUT**\n```\n2\n```', { input: '1', output: '2' }],
  ['an empty input', '**Test Input:**\n```\n```\n**Test Output:**\n```\n2\n```', { input: '', output: '2' }],
  ['blank lines and indentation as they are', '**Test Input:**\n```\n  1\n\n2\n\n```\n**Test Output:**\n```\n2\n```', { input: '  1\n\n2\n', output: '2' }],
])('reads %s', (_, text, expected) => {
  expect(readTest(text)).toEqual(expected)
})

test.each([
  ['an empty response', ''],
  ['only an input', '**Test Input:**\n```\n1\n```'],
  ['an output without a fence', '**Test Input:**\n```\n1\n```\n**Test Output:**\n2'],
  ['an output cut off before it began', '**Test Input:**\n```\n1\n```\n**Test Output:**\n```\n'],
  ['headings without bold type', 'Test Input:\n```\n1\n```\nTest Output:\n```\n2\n```'],
])('reads nothing in %s', (_, text) => {
  expect(readTest(text)).toBeNull()
})

const awkward = fc.array(fc.constantFrom(
  '**Test Input:**', '**Test Output:**', '**Explanation:**', '**', 'Test Input', '```', '```text', '`', '\n', '\r\n', ' ', '7', '\u{1F600}', '\uD800',
)).map(parts => parts.join(''))

test('never throws, and returns only what stands in the text', () => {
  fc.assert(fc.property(fc.oneof(awkward, fc.string()), text => {
    const read = readTest(text)
    const plain = text.replaceAll('\r\n', '\n')
    for (const part of Object.values(read ?? {})) expect(plain).toContain(part)
  }), { numRuns: 500 })
})

test('gives back any content without fences and headings', () => {
  const content = fc.string().filter(text => !/[`*\r]/.test(text))
  fc.assert(fc.property(content, content, (input, output) => {
    expect(readTest(`**Test Input:**\n\`\`\`\n${input}\n\`\`\`\n**Test Output:**\n\`\`\`\n${output}\n\`\`\``)).toEqual({ input, output })
  }))
})

test('takes linear time on a long awkward text', () => {
  const started = performance.now()
  readTest(`**${' '.repeat(1e5)}`.repeat(5) + '**Test Input:**\n```\n'.repeat(1e4) + '\n '.repeat(1e5))
  expect(performance.now() - started).toBeLessThan(2000)
})
