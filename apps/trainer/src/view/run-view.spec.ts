import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { evaluationOf, reportOf, statistic } from '../report.spec.fixture.ts'
import { createRunView } from './run-view.ts'

describe('createRunView', () => {
  let printed: string
  let logged: string
  beforeEach(() => {
    printed = logged = ''
    jest.spyOn(process.stdout, 'write').mockImplementation(text => {
      printed += String(text)
      return true
    })
    jest.spyOn(process.stderr, 'write').mockImplementation(text => {
      logged += String(text)
      return true
    })
  })
  afterEach(() => { jest.restoreAllMocks() })

  test('prints an event a line for machines, and nothing else on standard output', () => {
    const view = createRunView('json', 4)
    view.activity({ what: 'starting' })
    view.log('learner: ready')
    view.event({ type: 'step', report: reportOf() })
    view.end('/runs/a', [])
    view.close()
    expect(printed.trimEnd().split('\n').map(line => JSON.parse(line) as unknown)).toEqual([{ type: 'step', report: reportOf() }, { type: 'end', run: '/runs/a' }])
    expect(logged).toBe('learner: ready\n')
  })

  test('prints a plain line for every step and evaluation, and for what begins', () => {
    const view = createRunView('plain', 4)
    view.activity({ what: 'starting' })
    view.activity({ what: 'starting' })
    view.activity({ what: 'evaluating', done: 1, total: 2 })
    view.event({ type: 'step', report: reportOf({ warnings: ['Look at it.'] }) })
    view.event({ type: 'evaluation', evaluation: evaluationOf({ split: 'validation', warnings: ['Go back.'] }) })
    const lines = printed.trimEnd().split('\n')
    expect(lines.map(line => line.split(' | ')[0])).toEqual(['starting', 'step 3/4', '  warning: Look at it.', 'validation after step 0, 4 tasks', '  warning: Go back.'])
    expect(printed).not.toContain('\u001B')
  })

  test('ends with the table of before and after, and where the run is', () => {
    const view = createRunView('plain', 4)
    const { statistics } = evaluationOf()
    const after = evaluationOf({ step: 4, statistics: { ...statistics, codeAccuracy: statistic(0.9) } })
    view.end('/runs/a', [evaluationOf(), evaluationOf({ split: 'validation', step: 2 }), after])
    expect(printed).toMatch(/before .*\n.*\n.*\n\| code +\| 50\.0 .* 90\.0 .* \+40\.0 \|/)
    expect(printed).toContain('The run is in /runs/a, its checkpoints in /runs/a/checkpoints.\nThe best on the validation tasks is /runs/a/checkpoints/best, after step 2.\nLook at a step with: npx cure show /runs/a --step 1\n')
  })

  test('names the best checkpoint for machines', () => {
    createRunView('json', 4).end('/runs/a', [evaluationOf({ split: 'validation', step: 2 }), evaluationOf({ split: 'validation', step: 4 })])
    expect(JSON.parse(printed)).toEqual({ type: 'end', run: '/runs/a', best: { step: 2, checkpoint: '/runs/a/checkpoints/best' } })
  })

  test('draws a panel in a terminal, which is gone after the end', () => {
    const view = createRunView('terminal', 4)
    view.activity({ what: 'starting' })
    expect(printed).toContain('step 0/4')
    view.event({ type: 'step', report: reportOf() })
    expect(printed).toContain('this step')
    view.end('/runs/a', [])
    view.close()
    printed = ''
    view.log('The run is done.')
    view.activity({ what: 'stopping' })
    expect(printed).toBe('The run is done.\n')
  })
})
