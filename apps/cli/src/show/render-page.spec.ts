import { beforeAll, describe, expect, test } from '@jest/globals'
import { renderPage } from './render-page.ts'
import type { ShownTask } from './shown-task.ts'
import { hostile, shownTask } from './shown-task.spec.fixture.ts'

describe('renderPage', () => {
  let task: ShownTask
  beforeAll(async () => { task = await shownTask() })

  test('lets nothing that a model or a task says become markup', () => {
    const page = renderPage(`run ${hostile}`, [task])
    expect(page).not.toContain('<script')
    expect(page).not.toContain('alert("1"')
    expect(page.match(/&#60;script&#62;alert\(&#34;1&#34; &#38; &#39;2&#39;\)/g)!.length).toBeGreaterThanOrEqual(6)
  })

  test('shows every cell of the table in its verdict\'s colour, ground truth behind a bar', () => {
    const page = renderPage('run', [task])
    const cells = [...page.matchAll(/<td class="([a-z-]+)( truth)?"/g)].map(([, verdict, truth]) => `${verdict}${truth ?? ''}`)
    expect(cells).toEqual(['passed', 'unreadable', 'passed truth', 'timed-out', 'unreadable', 'wrong-output truth', 'missing', 'missing', 'missing truth'])
    for (const verdict of ['passed', 'timed-out', 'missing']) expect(page).toContain(`td.${verdict} { background:`)
  })

  test('is one page that loads nothing', () => {
    const page = renderPage('run', [task, { rewarded: task.rewarded, executed: undefined }])
    expect(page.match(/<!doctype html>/g)).toHaveLength(1)
    expect(page.match(/<h2>/g)).toHaveLength(2)
    expect(page).not.toMatch(/(src|href)=/)
  })
})
