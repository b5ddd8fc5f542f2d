import { Option } from 'commander'
import { type PublishedRow, readPublishedRows } from '@cure-ts/benchmarks'

export interface PublishedFlag {
  /** True: without a file. */
  readonly published?: string | true
}

export const publishedOption = () => new Option('--published [file]',
  'published results to stand beside: the paper\'s, and those of a file of yours [those of the data sets that the task files are named after]')

/** The rows to choose from. */
export function readPublished({ published }: PublishedFlag): Promise<PublishedRow[]> {
  return readPublishedRows(typeof published === 'string' ? published : undefined)
}
