import type { FileHead, Format } from '../format'
import { plainPage } from '../page'
import { codeBlocks } from './code/codeBlocks'
import { codeExtension } from './code/codeExtension'
import { languageOf } from './code/languages'
import { declaredEncoding } from './html/declaredEncoding'
import { looksLikeHtml } from './html/looksLikeHtml'
import { readTextFile } from './text/decodeText'

/** Text by its magic number that is source all the same. */
const textual = new Set(['xml', 'svg', 'reg', 'php'])

/** Source code: its lines, with the definitions they belong to. */
export const format: Format = {
  id: 'code',
  mediaType: 'text/x-source',
  place: 'lines',
  recognises(head) {
    if (head.encoding === null || (head.detected && !textual.has(head.detected.extension))) return 0
    const extension = extensionOf(head)
    if (extension === null) return head.detected?.extension === 'xml' ? 2 : 0
    return extension === 'xml' && looksLikeHtml(head) ? 1 : 3
  },
  async open({ path, head }) {
    const text = await readTextFile(path, head.encoding, declaredEncoding(head))
    const blocks = codeBlocks(text, languageOf(extensionOf(head) ?? 'xml'))
    const page = { ...plainPage(1, text, blocks), firstLine: 1 }
    return {
      pages: 1,
      read: async () => ({ page, needsOcr: false, blank: text.trim() === '' }),
      close: async () => {},
    }
  },
}

function extensionOf({ name, extension, bytes }: FileHead): string | null {
  const firstLine = new TextDecoder('latin1').decode(bytes.subarray(0, 200)).split('\n')[0]!
  return codeExtension(name, extension, firstLine)
}
