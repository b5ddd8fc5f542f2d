import { readProgram } from '@cure-ts/sampling'
import type { Agent, UnitTest } from './agent.ts'
import { freely } from './reflect-and-plan.ts'

export interface Repair {
  readonly code: string
  /** Tests that it passes, and has to go on passing. */
  readonly anchors: readonly UnitTest[]
}

export interface FixLimits {
  readonly fixes: number
  /** A fix is kept if it passes the test, or whatever it prints; never if it breaks an anchor. */
  readonly keep: 'if-passed' | 'always'
}

/**
 * Mends a program until it passes a test, which then is an anchor. Every fix that is kept is proposed; one that breaks an anchor is forgotten.
 *
 * @returns how many fixes it took, and the program as it is then
 */
export async function fixOn(agent: Agent, test: UnitTest, { code, anchors }: Repair, limits: FixLimits): Promise<{ readonly fixes: number, readonly repair: Repair }> {
  let kept = code
  let last = await tryOn(agent, code, test, anchors)
  let fixes = 0
  while (last.verdict !== 'passed' && last.verdict !== 'missing' && fixes < limits.fixes) {
    fixes += 1
    const { verdict, printed } = last
    const fixed = readProgram(await agent.askOnce('coder', 'revise-program', { attempts: [{ code: last.code, results: [{ ...test, verdict, printed }] }] }, freely))
    if (fixed === null) continue
    const tried = await tryOn(agent, fixed, test, anchors)
    const isKept = !tried.breaksAnchor && (tried.verdict === 'passed' || limits.keep === 'always')
    agent.decide('fix', { input: test.input, fix: fixes, verdict: tried.verdict, breaksAnchor: tried.breaksAnchor, isKept })
    if (!tried.breaksAnchor) last = tried
    if (isKept) {
      kept = fixed
      agent.propose(kept)
    }
  }
  const isNew = last.verdict === 'passed' && !anchors.some(({ input, output }) => input === test.input && output === test.output)
  return { fixes, repair: { code: kept, anchors: isNew ? [...anchors, test] : anchors } }
}

async function tryOn(agent: Agent, code: string, test: UnitTest, anchors: readonly UnitTest[]) {
  const { verdicts: [row], outputs: [printed] } = await agent.run([code], [test, ...anchors])
  return { code, verdict: row![0]!, printed: printed![0]!, breaksAnchor: row!.slice(1).some(verdict => verdict !== 'passed' && verdict !== 'missing') }
}
