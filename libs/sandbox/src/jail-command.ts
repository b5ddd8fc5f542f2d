import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, lstat, readlink, realpath } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { SandboxError } from './sandbox-error.ts'

/** The level of a jail that runs, the strongest first; `auto` is none of them. */
export const isolations = ['full', 'confined', 'none'] as const
export type Isolation = typeof isolations[number]

export interface JailCommand {
  file: string
  args: string[]
  /** All folders that the interpreter reads. */
  folders: string[]
}

/** PYTHONHASHSEED: sets print in the same order in every run, so that equal programs get equal verdicts. */
const environment = { PYTHONHASHSEED: '0' }
const pythonFlags = ['-S', '-s', '-B', '-X', 'utf8', '-X', 'int_max_str_digits=0']

/**
 * The command that starts an interpreter of the given level on `source`.
 * Throws a {@link SandboxError} that names the layer that this machine lacks and how to get it.
 */
export async function jailCommand(isolation: Isolation, python: string | undefined, source: string): Promise<JailCommand> {
  if (process.platform !== 'linux') throw new SandboxError(`The sandbox needs Linux and this is ${process.platform}: run it in a container or in WSL.`)
  const interpreter = found.get(python) ?? await findInterpreter(python)
  found.set(python, interpreter)
  const bwrap = isolation === 'full' ? await bubblewrap(interpreter) : []
  const [file, ...args] = [...bwrap, interpreter.path, ...pythonFlags, '-c', source]
  const libraries = await Promise.all(['/usr', '/lib', '/lib64'].map(folder => realpath(folder).catch(() => [])))
  return { file, args, folders: [...libraries.flat(), ...interpreter.folders] }
}

/** By the path that was asked for: to ask an interpreter costs a quarter of a jail's start. */
const found = new Map<string | undefined, Interpreter>()

/** What the command's process may see of our environment: nothing. */
export const jailEnvironment: Readonly<Record<string, string>> = environment

async function bubblewrap(interpreter: Interpreter): Promise<string[]> {
  const bwrap = await onPath('bwrap')
  if (bwrap === undefined) {
    throw new SandboxError('Isolation level full needs bubblewrap, which is missing: install it (apt-get install bubblewrap).')
  }
  return [
    bwrap, '--unshare-all', '--unshare-user', '--cap-drop', 'ALL', '--die-with-parent', '--clearenv',
    ...Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value]),
    '--ro-bind', '/usr', '/usr', ...await libraryFolders(), '--dev-bind', '/dev/null', '/dev/null',
    ...interpreter.folders.flatMap(folder => ['--ro-bind', folder, folder]),
    '--remount-ro', '/', '--chdir', '/', '--',
  ]
}

/** `/lib` and `/lib64` are links into `/usr` on most systems, folders on others. */
async function libraryFolders(): Promise<string[]> {
  const args = await Promise.all(['/lib', '/lib64'].map(async path => {
    const stat = await lstat(path).catch(() => undefined)
    if (stat === undefined) return []
    return stat.isSymbolicLink() ? ['--symlink', await readlink(path), path] : ['--ro-bind', path, path]
  }))
  return args.flat()
}

interface Interpreter {
  path: string
  /** Folders outside /usr that it needs. */
  folders: string[]
}

async function findInterpreter(wanted: string | undefined): Promise<Interpreter> {
  const python = wanted ?? (await isExecutable('/usr/bin/python3') ? '/usr/bin/python3' : await onPath('python3'))
  if (python === undefined) throw new SandboxError('The sandbox needs Python 3.9 or later, and there is no python3 on PATH: install it or set the interpreter\'s path.')
  const question = 'import sys; print(sys.executable, sys.base_prefix, sys.version_info >= (3, 9), sep="\\n")'
  const answer = await promisify(execFile)(python, ['-I', '-S', '-c', question], { timeout: 20_000 }).catch((error: unknown) => {
    throw new SandboxError(`The Python interpreter ${python} does not start (${String(error).split('\n')[0]}): set the path of one that does.`)
  })
  const [executable, prefix, recent] = answer.stdout.trim().split('\n')
  if (executable === undefined || prefix === undefined || recent !== 'True') throw new SandboxError(`The sandbox needs Python 3.9 or later, and ${python} is older: set the path of another.`)
  const path = await realpath(executable)
  const folders = [...new Set([prefix, join(path, '..', '..')])].filter(folder => folder !== '/usr' && !folder.startsWith('/usr/'))
  const open = folders.find(folder => folder === '/' || folder === process.env['HOME'])
  if (open !== undefined) throw new SandboxError(`Programs may read all of ${open}, where the Python interpreter ${path} lies: put it into a folder of its own.`)
  return { path, folders }
}

async function onPath(name: string): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (folder !== '' && await isExecutable(join(folder, name))) return join(folder, name)
  }
  return undefined
}

const isExecutable = (path: string): Promise<boolean> => access(path, constants.X_OK).then(() => true, () => false)
