import type { FileHead } from '../../format'

/** The character set a web page declares in its first bytes, where it can be true: not UTF-8 or UTF-16, which the bytes themselves tell. */
export function declaredEncoding(head: FileHead): string | null {
  const start = new TextDecoder('latin1').decode(head.bytes.subarray(0, 4096))
  const declared =
    /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{2,40})/i.exec(start) ??
    /<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w:.-]{2,40})/i.exec(start)
  const name = declared?.[1]?.toLowerCase()
  return !name || name.startsWith('utf') || name === 'unicode' ? null : name
}
