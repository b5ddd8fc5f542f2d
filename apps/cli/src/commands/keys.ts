import { resolve } from 'node:path'
import { Command } from 'commander'
import { makeKeys } from '@cure-ts/trainer-bridge'

/** `cure keys`: key pairs for a learner on another machine, a folder for each side; docs/security.md says where they go. */
export const keysCommand = new Command('keys')
  .description('Make the keys of a run whose learner is on another machine')
  .requiredOption('--out <folder>', 'a new folder; gets one folder for the learner\'s machine and one for the pipeline\'s')
  .option('--json', 'the two folders as JSON')
  .action(async ({ out, json }: { out: string, json?: boolean }) => {
    const { learner, pipeline } = await makeKeys(resolve(out))
    process.stdout.write(json === true ? `${JSON.stringify({ learner, pipeline })}\n` : `${learner}  is the learner's: python -m cure_learner serve --keys
${pipeline}  is the pipeline's: learner.keys in the configuration, or --keys
Give each machine its own folder and no other; the key_secret files are readable by you alone.
`)
  })
