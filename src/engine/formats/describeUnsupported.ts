import type { FileHead } from '../format'

/** What files look like that no format reads, by extension of their content or name. */
const kinds: Record<string, string> = {
  pptx: 'a PowerPoint presentation',
  ppt: 'an old PowerPoint presentation',
  xlsx: 'an Excel workbook',
  xls: 'an old Excel workbook',
  doc: 'an old Word document',
  odt: 'an OpenDocument text',
  ods: 'an OpenDocument spreadsheet',
  odp: 'an OpenDocument presentation',
  rtf: 'a Rich Text document',
  epub: 'an e-book (EPUB)',
  eml: 'an e-mail',
  msg: 'an Outlook e-mail',
  mbox: 'a mailbox',
  zip: 'a ZIP archive',
  gz: 'a gzip archive',
  '7z': 'a 7-Zip archive',
  rar: 'a RAR archive',
  tar: 'a tar archive',
  exe: 'a Windows program',
  elf: 'a Linux program',
  macho: 'a macOS program',
  wasm: 'a WebAssembly program',
  class: 'a Java program',
  sqlite: 'an SQLite database',
  gguf: 'a language model',
  cfb: 'an old Office document or an Outlook e-mail',
  mp3: 'a sound recording',
  mp4: 'a video',
}

const convertible = new Set(['pptx', 'ppt', 'xlsx', 'xls', 'doc', 'odt', 'ods', 'odp', 'rtf', 'epub', 'eml', 'msg', 'cfb'])
const archives = new Set(['zip', 'gz', '7z', 'rar', 'tar'])

/** A sentence on a file that cannot be read: what it looks like, and what to do. */
export function describeUnsupported(head: FileHead): string {
  const key = kindOf(head)
  const kind =
    kinds[key] ?? (head.detected ? `a ${head.detected.mediaType} file` : head.encoding ? 'text of a kind' : 'binary data of a kind')
  const looks = `This looks like ${kind}${key in kinds || head.detected ? ', which' : ' that'} Carrel does not read yet`
  if (archives.has(key)) return `${looks}: unpack it and add the documents in it.`
  if (convertible.has(key)) return `${looks}: save it as PDF or DOCX and add that.`
  return `${looks}: add documents such as PDF, DOCX, HTML, Markdown, text or images.`
}

/** Magic numbers first, except where they only name the container of what the extension says. */
function kindOf(head: FileHead): string {
  const content = head.detected?.extension
  if ((content === 'zip' || content === 'cfb' || !content) && head.extension in kinds) return head.extension
  if (content) return content
  return String.fromCharCode(...head.bytes.subarray(0, 4)) === 'GGUF' ? 'gguf' : head.extension
}
