// Runs a command as the head of a process group and ends the group when standard input closes, as it does when whoever started us dies, of
// SIGKILL, too. A server does not look at its standard input by itself, as our learner does.
import { spawn } from 'node:child_process'

/** How long the group may take to end by itself. */
const graceMs = 10_000

let isOrphan = false
const [program = '', ...args] = process.argv.slice(2)
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] })
child.once('error', ({ message }) => {
  process.stderr.write(`${message}\n`)
  process.exit(127)
})
child.once('exit', (code, signal) => {
  if (isOrphan) killGroup('SIGKILL') // Its children, and with them we.
  if (signal !== null) process.stderr.write(`Ended by ${signal}.\n`)
  process.exit(code ?? 1)
})
process.on('SIGTERM', () => undefined) // It goes to the whole group: we wait for the command's end.
process.stdin.resume().once('close', () => {
  isOrphan = true
  killGroup('SIGTERM')
  setTimeout(() => killGroup('SIGKILL'), graceMs)
})

function killGroup(signal: NodeJS.Signals): void {
  process.kill(-process.pid, signal)
}
