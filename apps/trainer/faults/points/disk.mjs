// A disk that is full, and files that are not what was written.
import { appendFileSync, closeSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const full = [
  ['learning-2:2', 'at the checkpoint of step 2', /The checkpoint cannot be written \(No space left on device.*\): make room\./],
  ['execute:2', 'at the records of step 2', /No space|make room/],
  ['committed:2', 'at the report of step 2', /No space|make room/],
].map(([moment, when, says]) => ({
  name: `the disk was full ${when}`, world: 'own learner', moment, says, disk: true, strike: fill, repair: ({ folder }) => rmSync(fillerOf(folder)),
}))

const broken = [
  ['cut off in its weights', step => cut(step, 'model.safetensors')],
  ['cut off in its optimiser', step => cut(step, 'optimizer.safetensors')],
  ['empty in its state', step => truncateSync(join(step, 'state.json'))],
  ['without its weights', step => rmSync(join(step, 'model.safetensors'))],
  ['with other bytes in its weights', step => flip(step, 'model.safetensors')],
  ['with other bytes in its optimiser', step => flip(step, 'optimizer.safetensors')],
].map(([what, spoil]) => ({
  name: `the checkpoint of step 2 was ${what}`, world: 'own learner', moment: 'committed:2', strike: ({ training }) => { training.kill() },
  repair: ({ run }) => spoil(checkpointOf(run, 2)),
}))

export const diskPoints = [
  ...full,
  ...broken,
  {
    name: 'both checkpoints were cut off', world: 'own learner', moment: 'committed:2', strike: ({ training }) => { training.kill() },
    repair: ({ run }) => [1, 2].forEach(step => cut(checkpointOf(run, step), 'model.safetensors')),
  },
  {
    name: 'the last lines of the reports and the journal were cut off', world: 'own learner', moment: 'learning-2:2', strike: ({ training }) => { training.kill() },
    repair: ({ run }) => [join(run, 'reports.jsonl'), join(run, 'checkpoints', 'journal.jsonl')].forEach(file => appendFileSync(file, '{"step": 2, "ph')),
  },
]

const fillerOf = folder => join(folder, 'filler')
const checkpointOf = (run, step) => join(run, 'checkpoints', `step-${String(step).padStart(6, '0')}`)

function fill({ folder }) {
  const file = openSync(fillerOf(folder), 'w')
  try {
    for (let bytes = 1 << 20; bytes >= 1;) {
      try {
        writeSync(file, Buffer.alloc(bytes))
      } catch (error) {
        if (error.code !== 'ENOSPC') throw error
        bytes >>= 1
      }
    }
  } finally {
    closeSync(file)
  }
}

function cut(folder, name) {
  const file = join(folder, name)
  truncateSync(file, readFileSync(file).length >> 1)
}

/** As long as it was, and readable. */
function flip(folder, name) {
  const bytes = readFileSync(join(folder, name))
  for (let place = bytes.length >> 1; place < (bytes.length >> 1) + 4096; place += 1) bytes[place] ^= 1
  writeFileSync(join(folder, name), bytes)
}
