import { expect, test } from '@jest/globals'
import { cureConfig } from '@cure-ts/pipeline'
import type { ClaimResult } from './claim-result.ts'
import { renderReport } from './report.ts'
import { barRow, controlRow, shownRow } from './row.ts'

const config = cureConfig.parse({ model: 'm', tasks: ['t'], steps: 40, evaluation: { limit: 512 } })
const head = { command: 'cure reproduce', config, seeds: [1, 2, 3], seconds: 7200, plotFolder: 'reproduction' }
const interval = { value: 0.41, low: 0.38, high: 0.44, seeds: 3, tasks: 512 }
const done: ClaimResult = {
  id: 'a', statement: 'It learns.', setting: 'On tasks.', seeds: [1, 2, 3], seconds: 600, commits: ['abc1234', 'def5678'], holds: false, plots: { precision: {} as never },
  rows: [
    barRow('unit tests', 'points', interval, { is: '>=', limit: 0.378 }),
    barRow('code', 'points', null, { is: '>=', limit: 0.053 }),
    controlRow('code, over luck', 'points', interval),
    controlRow('code, over skill', 'points', { ...interval, low: -0.01 }),
    shownRow('p_01', 'points', { ...interval, value: -0.02, low: -0.03, high: 0.01 }),
  ],
}

test('every claim stands beside what was measured', () => {
  const report = renderReport([done, { id: 'h', statement: 'It carries far.', notRun: 'not run: no far split' }], head)
  expect(report).toContain('at commit abc1234, def5678: seeds 1, 2, 3, 40 steps of 100 tasks')
  expect(report).toMatch(/took 2h 00m on \d+ cores/)
  const [table] = report.split('\n## ') as [string]
  expect(table).toMatch(/\| \*\*a\. It learns\.\*\* .* \*\*no\*\*; 1 of 2 controls \|/)
  expect(table).toMatch(/\| unit tests +\| +>= \+37\.8 \| +\+41\.0 points \| +\+38\.0 to \+44\.0 \| +yes \|/)
  expect(table).toMatch(/\| code +\| +>= \+5\.3 \| +- \| +- \| +undecided \|/)
  expect(table).toMatch(/\| h\. It carries far\. .* not run: no far split \|/)
  expect(table).not.toContain('p_01') // It has no bar, and stands below.
  expect(report).toMatch(/\| p_01 +\| +\| +-2\.0 points \| +-3\.0 to \+1\.0 \| +\| +512 \|/)
  expect(report).toContain('![precision](reproduction/a-precision.svg)')
  expect(report).toContain('Not run: no far split.')
})
