import type { UnitTest } from './agent.ts'
import { chooseFirstProgram } from './choose-first-program.ts'
import { fixOn, type Repair } from './fix-on.ts'
import type { Pipeline } from './pipeline.ts'
import { reflectAndPlan, writeHardTests } from './reflect-and-plan.ts'

/** Fixes for one public test and for all of them; for one generated test. */
const [fixesAPublicTest, fixesOnPublicTests, fixesATest] = [3, 4, 4]

/**
 * AlphaCodium (arXiv 2401.08500): reflect on the problem, plan, write tests, write a program by the plan, then mend it test after test, the public ones first.
 * What it passes once it has to pass from then on.
 */
export const alphacodium: Pipeline = async agent => {
  const thoughts = await reflectAndPlan(agent)
  const tests = await writeHardTests(agent, thoughts)
  const first = await chooseFirstProgram(agent, thoughts)
  if (first === null) return

  let repair: Repair = { code: first, anchors: [] }
  let left = fixesOnPublicTests
  for (const test of agent.publicTests) {
    const mended = await fixOn(agent, test, repair, { fixes: Math.min(fixesAPublicTest, left), keep: 'always' })
    left -= mended.fixes
    repair = mended.repair
  }
  const all: UnitTest[] = [...agent.publicTests, ...tests, ...agent.publicTests]
  for (const test of all) repair = (await fixOn(agent, test, repair, { fixes: fixesATest, keep: 'if-passed' })).repair
}
