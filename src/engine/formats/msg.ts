import { readFile } from 'node:fs/promises'
import { AppError } from '../../contract/errors'
import type { FileHead, Format } from '../format'
import { maxMailBytes } from './mail/message'
import { openMail } from './mail/openMail'
import { parseMsg } from './msg/parseMsg'

/** The stream that every message of Outlook has, as the directory of a compound file names it. */
const propertiesName = Buffer.from('__properties_version1.0', 'utf16le')

/** Messages as Outlook saves them: text, attachments, messages within. */
export const format: Format = {
  id: 'msg',
  mediaType: 'application/vnd.ms-outlook',
  place: 'section',
  container: true,
  recognises(head: FileHead) {
    if (head.detected?.extension !== 'cfb') return 0
    const known = head.extension === 'msg' || head.extension === 'oft'
    // The directory of a large file may begin behind the bytes that are looked at here.
    if (!Buffer.from(head.bytes).includes(propertiesName)) return known ? 1 : 0
    return known ? 3 : 2
  },
  async open({ path, head }) {
    if (head.size > maxMailBytes)
      throw new AppError(
        'DOCUMENT_TOO_LARGE',
        `A message may have ${maxMailBytes >> 20} MB, this one has ${head.size >> 20} MB: save its attachments and add them.`,
      )
    return openMail(await parseMsg(await readFile(path)))
  },
}
