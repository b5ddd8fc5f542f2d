import { expect, test } from '@jest/globals'
import { renderMarkdown } from './render-markdown.ts'

test('columns line up', () => {
  expect(renderMarkdown(['a', 'figure'], [['longer', '1'], ['x', '22']])).toBe([
    '| a      | figure |',
    '| ------ | -----: |',
    '| longer |      1 |',
    '| x      |     22 |',
    '',
  ].join('\n'))
})
