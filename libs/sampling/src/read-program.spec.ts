import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { readProgram } from './read-program.ts'

test.each([
  ['a marked block', 'Think.\n```python\nprint(1)\n```\nDone.', 'print(1)'],
  ['the last of several', '```python\nprint(1)\n```\nBetter:\n```python\nprint(2)\n```', 'print(2)'],
  ['a bare block where none is marked', '```\nprint(1)\n```', 'print(1)'],
  ['the marked one before a later bare one', '```python\nprint(1)\n```\nIt prints\n```\n1\n```', 'print(1)'],
  ['other names of the language', '```Python3\nprint(1)\n```', 'print(1)'],
  ['CRLF', '```python\r\na = 1\r\nprint(a)\r\n```\r\n', 'a = 1\nprint(a)'],
  ['a closing fence at the end of a line of code', '```python\nprint(1)```', 'print(1)'],
  ['an unclosed block before a whole one', '```python\nprint(\n```python\nprint(1)\n```', 'print(1)'],
  ['a whole one before an unclosed block', '```python\nprint(1)\n```\nOr\n```python\nprint(', 'print(1)'],
  ['indented fences and indented code', '  ```python\n  if x:\n    y\n  ```', '  if x:\n    y'],
  ['fences inside a string', '```python\nprint("```")\n```', 'print("```")'],
])('reads %s', (_, text, code) => {
  expect(readProgram(text)).toBe(code)
})

test.each([
  ['an empty response', ''],
  ['code without a block', 'print(1)'],
  ['a block that was cut off', '```python\nprint(1)'],
  ['a blank block', '```python\n\n```'],
  ['a block of another language', '```cpp\nint main() {}\n```'],
])('reads nothing in %s', (_, text) => {
  expect(readProgram(text)).toBeNull()
})

const awkward = fc.array(fc.constantFrom('```', '```python', '````', '`', '\n', '\r\n', ' ', 'x', '"', '\u{1F600}', '\uD800')).map(parts => parts.join(''))

test('never throws, and returns only what stands in the text', () => {
  fc.assert(fc.property(fc.oneof(awkward, fc.string()), text => {
    const code = readProgram(text)
    if (code !== null) for (const line of code.split('\n')) expect(text).toContain(line)
  }))
})

test('gives back any code without fences', () => {
  fc.assert(fc.property(fc.string().filter(code => code.trim() !== '' && !/[`\r\n]/.test(code)), code => {
    expect(readProgram(`\`\`\`python\n${code}\n\`\`\``)).toBe(code)
  }))
})

test('takes linear time on a long awkward text', () => {
  const started = performance.now()
  readProgram(`\`\`\`${' '.repeat(1e6)}a b\n`.repeat(3) + '```\n'.repeat(1e5))
  expect(performance.now() - started).toBeLessThan(2000)
})
