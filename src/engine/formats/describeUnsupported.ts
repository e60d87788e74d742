import type { FileHead } from '../format'

const readable = 'add documents such as PDF, Word, Excel, PowerPoint, web pages, Markdown, text, mail or pictures'

/** What to do with files of each sort. */
const advice = {
  archive: 'unpack it and add the documents in it',
  word: 'open it in Word or LibreOffice, save it as DOCX and add that',
  slides: 'open it in PowerPoint or LibreOffice, save it as PPTX and add that',
  sheet: 'open it in Excel or LibreOffice, save it as XLSX and add that',
  print: 'open it in its own program, save or print it as PDF and add that',
  picture: 'save it as PNG or JPEG and add that',
  sound: 'add what is said in it as text, or as a transcript (.vtt or .srt)',
  book: 'convert it to EPUB or PDF and add that',
  data: 'export what you need from it as CSV or JSON and add that',
  sealed: 'decrypt it with the program it was encrypted with and add what comes out',
  disk: 'open it as a disk and add the documents on it',
  link: 'add the file or the address that it leads to',
  nothing: readable,
} as const

/** What files are that no format reads: by extension of their content, or of their name where their content says nothing. */
const kinds: [what: string, extensions: string, advice: keyof typeof advice][] = [
  ['a PowerPoint presentation', 'pptx ppsx potx pptm ppsm potm', 'print'],
  ['an Excel workbook', 'xlsx xlsm xltx xltm', 'print'],
  ['a binary Excel workbook', 'xlsb', 'sheet'],
  ['an old PowerPoint presentation', 'ppt pps pot', 'slides'],
  ['an old Excel workbook', 'xls xlt', 'sheet'],
  ['an old Word document', 'doc dot', 'word'],
  ['an old Works or WordPerfect document', 'wps wpd', 'word'],
  ['an OpenDocument text', 'odt ott', 'word'],
  ['an OpenDocument spreadsheet', 'ods ots', 'sheet'],
  ['an OpenDocument presentation', 'odp otp', 'slides'],
  ['a Rich Text document', 'rtf', 'word'],
  ['a Pages document', 'pages', 'print'],
  ['a Numbers document', 'numbers', 'print'],
  ['a Keynote presentation', 'key', 'print'],
  ['a drawing or plan', 'vsd vsdx vdx odg dwg dxf ai indd pub skp fbx glb 3mf stl', 'print'],
  ['a project plan', 'mpp', 'print'],
  ['a OneNote section', 'one onetoc2', 'print'],
  ['a PostScript file', 'ps eps', 'print'],
  ['an XPS document', 'xps oxps', 'print'],
  ['a DjVu document', 'djvu djv', 'print'],
  ['a font', 'ttf otf ttc woff woff2 eot', 'nothing'],
  ['an e-book', 'epub', 'print'],
  ['an e-book (Kindle)', 'mobi azw azw3 prc kfx', 'book'],
  ['a help file', 'chm hlp', 'book'],
  ['an e-mail', 'eml', 'print'],
  ['an Outlook e-mail', 'msg', 'print'],
  ['a mailbox', 'mbox', 'print'],
  ['an Outlook data file', 'pst ost', 'print'],
  ['a ZIP archive', 'zip', 'archive'],
  ['a gzip archive', 'gz tgz tar.gz', 'archive'],
  ['a compressed archive', 'bz2 xz zst lz lz4 lzh arj ace z cpio ar tbz txz br', 'archive'],
  ['a tar archive', 'tar', 'archive'],
  ['a 7-Zip archive', '7z', 'archive'],
  ['a RAR archive', 'rar', 'archive'],
  ['a cabinet archive', 'cab', 'archive'],
  ['a disk image', 'iso dmg img vhd vhdx vmdk vdi qcow2', 'disk'],
  ['an installer', 'msi deb rpm pkg crx xpi apk', 'nothing'],
  ['a Windows program', 'exe dll sys com scr', 'nothing'],
  ['a Linux program', 'elf so', 'nothing'],
  ['a macOS program', 'macho dylib', 'nothing'],
  ['a Java program', 'class jar', 'nothing'],
  ['a program', 'wasm swf nes o a pyc', 'nothing'],
  ['an SQLite database', 'sqlite sqlite3 db', 'data'],
  ['a database', 'mdb accdb dbf parquet arrow avro sav rdb hdf5 h5 npy npz pkl', 'data'],
  ['a language model', 'gguf ggml safetensors onnx pt pth', 'nothing'],
  [
    'a sound recording',
    'mp3 mp2 mp1 wav flac ogg oga opus m4a aac aif aiff wma amr mid spx ape wv mpc dsf voc ac3 caf it s3m xm qcp',
    'sound',
  ],
  ['a video', 'mp4 mkv webm mov avi mpg mpeg wmv flv m4v 3gp 3g2 ogv ogm ogx mxf mts asf rm mj2', 'sound'],
  [
    'a picture in a format of its own',
    'heic heif avif jxl psd xcf ico icns cur svgz dcm jp2 j2c jpx jpm jxr flif bpg dng cr2 cr3 nef arw orf raf rw2 ktx',
    'picture',
  ],
  ['encrypted or signed', 'pgp gpg p7m age asc', 'sealed'],
  ['a key or a certificate', 'p12 pfx pem crt cer der', 'nothing'],
  ['a shortcut', 'lnk alias url webloc', 'link'],
]

const byExtension = new Map(kinds.flatMap((kind) => kind[1].split(' ').map((extension) => [extension, kind] as const)))

/** Streams that tell what a compound file is. */
const byStream: [stream: RegExp, extension: string][] = [
  [/^WordDocument$/i, 'doc'],
  [/^(Workbook|Book)$/i, 'xls'],
  [/^PowerPoint Document$/i, 'ppt'],
  [/^__properties_version1\.0$/i, 'msg'],
  [/^VisioDocument$/i, 'vsd'],
  [/^Quill\//i, 'pub'],
  [/^\u4840/, 'msi'],
]

/** A sentence on a file that cannot be read: what it is, and what to do. */
export function describeUnsupported(head: FileHead): string {
  const kind = kindOf(head)
  const disguise =
    kind?.isContent && head.extension !== '' && byExtension.get(head.extension)?.[0] !== kind.what ? `, called .${head.extension}` : ''
  if (head.streams?.includes('EncryptedPackage'))
    return 'This is an encrypted Office document under another name: give it its own extension (.docx, .xlsx or .pptx), or save it without a password, and add it again.'
  if (kind) return `This is ${kind.what}${disguise}, which Carrel does not read: ${kind.advice}.`
  const what = head.detected ? `a file of the kind ${head.detected.mediaType}` : head.encoding ? 'text of a kind' : 'binary data of a kind'
  return `This is ${what}${head.detected ? ',' : ''} that Carrel does not read: ${readable}.`
}

function kindOf(head: FileHead): { what: string; advice: string; isContent: boolean } | null {
  const content = contentOf(head)
  // The name says more only where the content is a container of many kinds, or nothing known.
  const isVague = content === null || content === 'zip' || content === 'cfb'
  const kind = (isVague ? byExtension.get(head.extension) : null) ?? (content === null ? null : byExtension.get(content))
  if (content === 'cfb' && !kind) return { what: 'an old Office file', advice: advice.print, isContent: true }
  return kind ? { what: kind[0], advice: advice[kind[2]], isContent: kind[1].split(' ').includes(content ?? '') } : null
}

/** What the content is, by streams, magic numbers and the few signs that have no library. */
function contentOf(head: FileHead): string | null {
  for (const [stream, extension] of byStream) if (head.streams?.some((name) => stream.test(name))) return extension
  if (head.detected) return head.detected.extension.toLowerCase()
  const start = String.fromCharCode(...head.bytes.subarray(0, 16))
  if (start.startsWith('GGUF')) return 'gguf'
  if (/^(AT&TFORM)/.test(start)) return 'djvu'
  return start.startsWith('\u00d7\u00cd\u00c6\u009a') ? 'wmf' : null
}
