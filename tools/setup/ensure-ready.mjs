// Makes a fresh clone ready to run, and does nothing (no network, well under a second) where it is ready already.
// Plain JavaScript without packages, since it is what installs them.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))
const venvPython = join(root, '.venv', 'bin', 'python')

/** A sentence for the user; the scripts print it and exit with 2. */
export class SetupError extends Error {}

export function ensureReady() {
  checkNode()
  step('Node packages', 'node_modules/.cure-ready', ['package-lock.json'], installNodePackages)
  step('Python packages (.venv)', '.venv/.cure-ready', ['apps/learner/pyproject.toml'], installPythonPackages)
  ensureBubblewrap()
}

/** Runs `install` unless its stamp holds the hash of the files that decide what is installed. */
function step(title, stamp, inputs, install) {
  const hash = createHash('sha256')
  for (const input of inputs) hash.update(readFileSync(join(root, input)))
  const wanted = hash.digest('hex')
  const file = join(root, stamp)
  if (existsSync(file) && readFileSync(file, 'utf8') === wanted) return
  const startedAt = Date.now()
  console.log(`Setting up: ${title} ...`)
  install()
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, wanted)
  console.log(`Setting up: ${title} done in ${Math.round((Date.now() - startedAt) / 1000)} s`)
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const isSupported = (major === 20 && minor >= 19) || (major === 22 && minor >= 13) || major >= 24
  if (!isSupported) throw new SetupError(`Node ${process.version} is not supported; install Node 20.19, 22.13, 24 or newer.`)
}

function installNodePackages() {
  run('npm', ['ci', '--no-fund', '--no-audit'])
}

/** torch comes first and alone: a plain CPU wheel is found for this version, while others would bring gigabytes of CUDA. */
function installPythonPackages() {
  const python = ['python3.11', 'python3.12', 'python3.13', 'python3'].find(isUsablePython)
  if (python === undefined) throw new SetupError('Python 3.11 or newer with venv is missing; install it, e.g. `apt-get install python3 python3-venv`.')
  if (!existsSync(venvPython)) run(python, ['-m', 'venv', '.venv'])
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--progress-bar', process.stdout.isTTY ? 'on' : 'off']
  run(venvPython, [...pip, '--quiet', 'torch==2.13.0'])
  run(venvPython, [...pip, '--quiet', '--editable', 'apps/learner[test]'])
}

function isUsablePython(python) {
  const check = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'
  return spawnSync(python, ['-c', check], { stdio: 'ignore' }).status === 0
}

/** The sandbox's jail. Without it the sandbox refuses to start, so it is no reason to stop here: `cure doctor` says the same. */
function ensureBubblewrap() {
  if (process.platform !== 'linux' || spawnSync('bwrap', ['--version'], { stdio: 'ignore' }).status === 0) return
  const byHand = 'apt-get install bubblewrap'
  if (process.getuid() !== 0 || spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) {
    console.error(`bubblewrap is missing, and the sandbox needs it: install it, e.g. \`sudo ${byHand}\`.`)
    return
  }
  console.log('Setting up: bubblewrap ...')
  run('apt-get', ['update', '--quiet', '--quiet'])
  run('apt-get', ['install', '--yes', '--quiet', '--quiet', '--no-install-recommends', 'bubblewrap'])
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) throw new SetupError(`\`${[command, ...args].join(' ')}\` failed (${error?.message ?? `exit code ${status}`}); see above, then start again: what is done is not done twice.`)
}

/** Runs a script's body; a set-up error becomes one sentence and exit code 2. */
export async function asScript(body) {
  try {
    process.exitCode = await body()
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    console.error(error.message)
    process.exitCode = 2
  }
}
