import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { workspaceRoot } from './workspace-root.ts'

const run = promisify(execFile)
const libraries = readdirSync(join(workspaceRoot, 'libs'))

/** The one ```js block of a library's README. */
function exampleOf(library: string): string {
  const readme = readFileSync(join(workspaceRoot, 'libs', library, 'README.md'), 'utf8')
  const blocks = [...readme.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code!)
  if (blocks.length !== 1) throw new Error(`libs/${library}/README.md has ${blocks.length} js blocks; it should have one that runs.`)
  return blocks[0]!
}

describe('the packed libraries in an empty project', () => {
  let project: string

  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), 'cure-pack-'))
    const npm = (args: readonly string[], cwd: string) => execFileSync('npm', args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' })
    const packed = npm(['pack', '--json', '--pack-destination', project, ...libraries.flatMap(name => ['--workspace', `@cure-ts/${name}`])], workspaceRoot)
    const files = Object.values(JSON.parse(packed) as { filename: string }[]).map(({ filename }) => `./${filename}`)
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }))
    npm(['install', '--no-audit', '--no-fund', '--prefer-offline', ...files], project)
  }, 300_000)

  afterAll(() => rmSync(project, { recursive: true, force: true }))

  test.each(libraries)('%s runs its README example', async library => {
    const file = join(project, `${library}.mjs`)
    writeFileSync(file, exampleOf(library))
    const { stdout } = await run(process.execPath, [file], { cwd: project, timeout: 60_000 })
    expect(stdout.trim()).not.toBe('')
  }, 90_000)

  test.each(libraries)('%s ships no tests and no sources', library => {
    const files = readdirSync(join(project, 'node_modules/@cure-ts', library), { recursive: true }).map(String)
    expect(files.filter(file => /\.spec\.|\.tsbuildinfo$|^src\//.test(file))).toEqual([])
  })
})
