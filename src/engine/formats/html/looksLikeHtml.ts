import type { FileHead } from '../../format'

/** Whether the text of a file begins as a web page does, after white space, comments and an XML declaration. */
export function looksLikeHtml(head: FileHead): boolean {
  if (head.encoding === null) return false
  const wide = head.encoding.startsWith('utf-16') ? head.encoding : 'latin1'
  const start = new TextDecoder(wide).decode(head.bytes.subarray(0, 4096)).replace(/^\ufeff|^ï»¿/, '')
  return /^\s*(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)*<(!doctype\s+html|html|head|body|title|meta|table|div|p|h[1-6])\b/i.test(start)
}
