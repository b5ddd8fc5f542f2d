import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './ensure-ready.mjs'

const readers = { 'jest-results.json': readJest, 'junit.xml': readJunit }

/** Result files of every project that has them. */
function resultFiles() {
  return ['libs', 'apps', 'tools']
    .flatMap(group => readdirSync(join(root, group)).map(name => join(root, group, name)))
    .flatMap(project => Object.entries(readers).map(([file, read]) => ({ file: join(project, file), read })))
    .filter(({ file }) => existsSync(file))
}

/** A result of an earlier run must not be counted; Nx restores those of what it does not run again. */
export function removeResults() {
  for (const { file } of resultFiles()) rmSync(file)
}

/** What the test runners reported, over all projects. */
export function countResults() {
  return resultFiles()
    .map(({ file, read }) => read(readFileSync(file, 'utf8')))
    .reduce((sum, { passed, failed, skipped }) => ({ passed: sum.passed + passed, failed: sum.failed + failed, skipped: sum.skipped + skipped }), { passed: 0, failed: 0, skipped: 0 })
}

function readJest(text) {
  const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = JSON.parse(text)
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites, skipped: numPendingTests }
}

function readJunit(text) {
  const count = name => Number(new RegExp(`<testsuite [^>]*\\b${name}="(\\d+)"`).exec(text)?.[1] ?? 0)
  const failed = count('failures') + count('errors')
  return { passed: count('tests') - failed - count('skipped'), failed, skipped: count('skipped') }
}
