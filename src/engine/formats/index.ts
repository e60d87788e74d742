import { AppError } from '../../contract/errors'
import type { FileHead, Format } from '../format'
import { describeUnsupported } from './describeUnsupported'

const found = import.meta.glob<Format>(['./*.ts', '!./index.ts', '!./describeUnsupported.ts', '!./*.test.ts'], {
  eager: true,
  import: 'format',
})

/** Every document format there is: one file of this folder each. */
export const formats: readonly Format[] = Object.values(found)

/** The format that is surest of a file. Throws FORMAT_UNSUPPORTED with a sentence that names what the file looks like. */
export function formatOf(head: FileHead): Format {
  let best: Format | null = null
  let sureness = 0
  for (const format of formats) {
    const own = format.recognises(head)
    if (own > sureness) {
      best = format
      sureness = own
    }
  }
  if (!best) throw new AppError('FORMAT_UNSUPPORTED', describeUnsupported(head))
  return best
}
