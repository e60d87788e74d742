import { AppError } from '../../contract/errors'
import type { FileHead, Format } from '../format'
import { describeUnsupported } from './describeUnsupported'

const found = import.meta.glob<Format>(['./*.ts', '!./index.ts', '!./describeUnsupported.ts', '!./*.test.ts'], {
  eager: true,
  import: 'format',
})

/** Every document format there is: one file of this folder each. */
export const formats: readonly Format[] = Object.values(found)

/** The format that is surest of a file. Throws FORMAT_UNSUPPORTED with a sentence that names what the file looks like, DOCUMENT_CORRUPT, DOCUMENT_EMPTY. */
export function formatOf(head: FileHead): Format {
  if (head.size === head.bytes.length && head.bytes.every((byte) => byte === 0))
    throw new AppError('DOCUMENT_EMPTY', 'The file holds nothing but zeros, as after a broken copy or a crash: copy or download it again.')
  let best: Format | null = null
  let sureness = 0
  for (const format of formats) {
    const own = format.recognises(head)
    if (own > sureness) {
      best = format
      sureness = own
    }
  }
  if (!best) throw unreadable(head)
  return best
}

/** Extensions of binary formats that are read: what is called so and begins like nothing known is damaged. */
const binary = new Set('docx docm dotx xlsx xlsm pptx pptm ppsx odt ods odp epub zip msg xls'.split(' '))

function unreadable(head: FileHead): AppError {
  if (head.detected === null && head.encoding === null && binary.has(head.extension))
    return new AppError(
      'DOCUMENT_CORRUPT',
      `The file is called .${head.extension}, but begins as no such file does: it is damaged or something else. Copy or download it again.`,
    )
  return new AppError('FORMAT_UNSUPPORTED', describeUnsupported(head))
}
