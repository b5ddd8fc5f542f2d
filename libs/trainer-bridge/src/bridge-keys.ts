import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { curveKeyPair } from 'zeromq'
import { CureError } from '@cure-ts/records'

/** What one side of an encrypted bridge needs: its own pair and the other side's public key, each 40 characters of Z85. */
export interface BridgeKeys {
  readonly curvePublicKey: string
  readonly curveSecretKey: string
  readonly curveServerKey: string
}

/** Where the two folders lie that {@link makeKeys} made, one for each machine. */
export interface KeyFolders {
  readonly learner: string
  readonly pipeline: string
}

const secretMode = 0o600
const folderMode = 0o700

/**
 * Makes key pairs for both sides of a bridge, in ZeroMQ's certificate format (ZPL):
 *
 *     learner/learner.key_secret     for the learner's machine
 *     learner/allowed/pipeline.key   who may connect to it
 *     pipeline/pipeline.key_secret   for the pipeline's machine
 *     pipeline/learner.key           by which it knows the learner
 *
 * @throws CureError where the folder is there already: a key is never overwritten
 */
export async function makeKeys(folder: string): Promise<KeyFolders> {
  const learner = curveKeyPair()
  const pipeline = curveKeyPair()
  const folders = { learner: join(folder, 'learner'), pipeline: join(folder, 'pipeline') }
  try {
    await mkdir(dirname(folder), { recursive: true })
    await mkdir(folder, { mode: folderMode })
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && path === folder) throw new CureError(`${folder}: is there already, and keys are never overwritten; name a new folder.`, { cause: error })
    throw new CureError(`${folder}: cannot be made (${code}); name another folder.`, { cause: error })
  }
  await mkdir(join(folders.learner, 'allowed'), { recursive: true, mode: folderMode })
  await mkdir(folders.pipeline, { mode: folderMode })
  await writeCertificate(join(folders.learner, 'learner.key_secret'), learner)
  await writeCertificate(join(folders.learner, 'allowed', 'pipeline.key'), { publicKey: pipeline.publicKey })
  await writeCertificate(join(folders.pipeline, 'pipeline.key_secret'), pipeline)
  await writeCertificate(join(folders.pipeline, 'learner.key'), { publicKey: learner.publicKey })
  return folders
}

/**
 * The pipeline's keys from its folder.
 *
 * @throws CureError where they are not there, not whole, or readable by others on this machine
 */
export async function readKeys(folder: string): Promise<BridgeKeys> {
  const ownFile = join(folder, 'pipeline.key_secret')
  const learnerFile = join(folder, 'learner.key')
  const own = await readCertificate(ownFile)
  if (((await stat(ownFile)).mode & 0o077) !== 0) throw new CureError(`${ownFile}: can be read by others on this machine; say chmod 600 to it.`)
  const learner = await readCertificate(learnerFile)
  return { curvePublicKey: keyIn(own, 'public', ownFile), curveSecretKey: keyIn(own, 'secret', ownFile), curveServerKey: keyIn(learner, 'public', learnerFile) }
}

async function writeCertificate(file: string, { publicKey, secretKey }: { publicKey: string, secretKey?: string }): Promise<void> {
  const secret = secretKey === undefined ? '' : `    secret-key = "${secretKey}"\n`
  await writeFile(file, `curve\n    public-key = "${publicKey}"\n${secret}`, { flag: 'wx', mode: secretMode })
}

async function readCertificate(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new CureError(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code}); give learner.keys the pipeline folder that cure keys made.`, { cause: error })
  }
}

function keyIn(certificate: string, half: 'public' | 'secret', file: string): string {
  const key = new RegExp(`^\\s*${half}-key\\s*=\\s*"([^"]{40})"\\s*$`, 'm').exec(certificate)?.[1]
  if (key === undefined) throw new CureError(`${file}: holds no whole ${half} key; copy it again, or make new ones with cure keys.`)
  return key
}
