/** A message of the jail's server and the raw bytes behind it. */
export interface Frame {
  message: unknown
  body: Buffer
}

/** A message as 4 bytes of length, big-endian, and JSON; then the bytes that belong to it. */
export function encodeFrame(message: unknown, body: Buffer = Buffer.alloc(0)): Buffer {
  const json = Buffer.from(JSON.stringify(message))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(json.length)
  return Buffer.concat([length, json, body])
}

/**
 * Cuts a byte stream into frames.
 *
 * @param bodyBytes how many raw bytes follow a message; may throw where the message is not one of ours
 */
export class FrameStream {
  readonly #bodyBytes: (message: unknown) => number
  #chunks: Buffer[] = []
  #bytes = 0
  #message: { value: unknown, bodyBytes: number } | undefined

  constructor(bodyBytes: (message: unknown) => number) {
    this.#bodyBytes = bodyBytes
  }

  /** Takes what arrived and returns the frames that are whole now. */
  push(chunk: Buffer): Frame[] {
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
    const frames: Frame[] = []
    for (;;) {
      if (this.#message === undefined) {
        if (this.#bytes < 4) return frames
        const length = this.#peek(4).readUInt32BE()
        if (this.#bytes < 4 + length) return frames
        const value: unknown = JSON.parse(this.#take(4 + length).toString('utf8', 4))
        this.#message = { value, bodyBytes: this.#bodyBytes(value) }
      }
      if (this.#bytes < this.#message.bodyBytes) return frames
      frames.push({ message: this.#message.value, body: this.#take(this.#message.bodyBytes) })
      this.#message = undefined
    }
  }

  #peek(count: number): Buffer {
    if (this.#chunks[0]!.length < count) this.#chunks = [Buffer.concat(this.#chunks)]
    return this.#chunks[0]!.subarray(0, count)
  }

  #take(count: number): Buffer {
    if (count === 0) return Buffer.alloc(0)
    const taken = this.#peek(count)
    const rest = this.#chunks[0]!.subarray(count)
    if (rest.length > 0) this.#chunks[0] = rest
    else this.#chunks.shift()
    this.#bytes -= count
    return taken
  }
}
