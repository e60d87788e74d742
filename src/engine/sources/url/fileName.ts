/** Longest name, in characters; systems allow 255 bytes. */
const maxLength = 120

const extensions: Record<string, string> = {
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/plain': 'txt',
  'text/markdown': 'md',
  'text/csv': 'csv',
  'text/vtt': 'vtt',
  'application/pdf': 'pdf',
  'application/json': 'json',
  'application/xml': 'xml',
  'text/xml': 'xml',
  'application/rss+xml': 'xml',
  'application/atom+xml': 'xml',
  'application/rtf': 'rtf',
  'application/epub+zip': 'epub',
  'application/zip': 'zip',
  'application/msword': 'doc',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'message/rfc822': 'eml',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/tiff': 'tiff',
  'image/bmp': 'bmp',
}

/** Endings of programs that make a page; the page itself is of the type that was sent. */
const programs = /\.(php\d?|aspx?|jsp|cgi|do|pl|cfm)$/i

/** A text as a file name without its extension: no separators, no control characters, not too long; '' where nothing is left. */
export function nameFrom(text: string): string {
  const cleaned = text
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]/g, '')
    .replace(/[/\\:*?"<>|]+/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[.\s]+|[.\s]+$/g, '')
  return [...cleaned].slice(0, maxLength).join('').trim()
}

function lastOfPath({ pathname }: URL): string {
  const last = pathname.split('/').filter(Boolean).at(-1) ?? ''
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}

/** What a fetched page is called: by its title, else by the end of its path, else by its host. */
export function fileNameOf(url: URL, { title, mediaType }: { title: string | null; mediaType: string }): string {
  const last = lastOfPath(url)
  const own = programs.test(last) ? '' : (/\.([a-z0-9]{1,5})$/i.exec(last)?.[1]?.toLowerCase() ?? '')
  const extension = mediaType === 'text/html' ? 'html' : own || extensions[mediaType] || ''
  const stem = nameFrom(title ?? '') || nameFrom(last.replace(/\.[a-z0-9]{1,5}$/i, '')) || nameFrom(url.hostname) || 'page'
  return extension ? `${stem}.${extension}` : stem
}
