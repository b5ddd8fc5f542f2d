import { withoutThinking } from './without-thinking.ts'

const fence = /^`{3,}\s*(\S*)$/
const python = /^(python|python3|py|py3)$/i

/**
 * The code of the last closed ```` ```python ```` block of a response; of the last bare block where none is marked as Python.
 *
 * A block that is not closed was cut off, and its code with it. What the model thought before its answer does not count. Never throws.
 *
 * @returns null where there is no such block or it is blank
 */
export function readProgram(text: string): string | null {
  const blocks = closedBlocks(withoutThinking(text))
  const block = blocks.findLast(({ tag }) => python.test(tag)) ?? blocks.findLast(({ tag }) => tag === '')
  return block === undefined || block.code.trim() === '' ? null : block.code
}

interface Block {
  readonly tag: string
  readonly code: string
}

/** A fence with a tag always opens a block; a bare one closes the open block, if there is one. */
function closedBlocks(text: string): Block[] {
  const blocks: Block[] = []
  let open: { tag: string, lines: string[] } | undefined
  for (const line of text.split(/\r?\n/)) {
    const tag = fence.exec(line.trim())?.[1]
    if (open !== undefined && (tag === '' || (tag === undefined && line.trimEnd().endsWith('```')))) {
      if (tag === undefined) open.lines.push(line.trimEnd().slice(0, -3))
      blocks.push({ tag: open.tag, code: open.lines.join('\n') })
      open = undefined
    } else if (tag !== undefined) {
      open = { tag, lines: [] }
    } else {
      open?.lines.push(line)
    }
  }
  return blocks
}
