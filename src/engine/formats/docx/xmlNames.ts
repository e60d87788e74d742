/** Name spaces whose elements are read, by the end of their address, with the prefix everybody gives them. */
const known: Readonly<Record<string, string>> = {
  'wordprocessingml/main': 'w',
  'presentationml/main': 'p',
  'spreadsheetml/main': '',
  'drawingml/main': 'a',
  'drawingml/wordprocessingDrawing': 'wp',
  'drawingml/picture': 'pic',
  'drawingml/chart': 'c',
  'drawingml/diagram': 'dgm',
  'officeDocument/relationships': 'r',
  'officeDocument/math': 'm',
  'package/relationships': '',
  'package/content-types': '',
  'markup-compatibility': 'mc',
  'office/word/wordprocessingShape': 'wps',
  'office/word/wordprocessingGroup': 'wpg',
  'office/word/wordprocessingCanvas': 'wpc',
  'office/drawing/chartex': 'cx',
  'office/powerpoint/main': 'p14',
}

const legacy: Readonly<Record<string, string>> = {
  'urn:schemas-microsoft-com:vml': 'v',
  'urn:schemas-microsoft-com:office:office': 'o',
  'urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0': 'fo',
  'urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0': 'svg',
  'urn:oasis:names:tc:opendocument:xmlns:drawing:1.0': 'draw',
  'http://www.w3.org/1999/xlink': 'xlink',
  'http://purl.org/dc/elements/1.1/': 'dc',
}

/** The usual prefix of a name space; undefined for those nothing is read from. */
export function prefixOf(address: string): string | undefined {
  const old = legacy[address]
  if (old !== undefined) return old
  const openDocument = /^urn:oasis:names:tc:opendocument:xmlns:([a-z]+):1\.0$/.exec(address)?.[1]
  if (openDocument) return openDocument
  if (address.startsWith('http://schemas.microsoft.com/office/powerpoint/2018/8/main')) return 'p188'
  const bare = address
    .replace(/^http:\/\/(schemas\.openxmlformats\.org|purl\.oclc\.org\/ooxml|schemas\.microsoft\.com)\//, '')
    .replaceAll(/\/(\d{4}|\d{1,2})(?=\/|$)/g, '')
  return bare === address ? undefined : known[bare]
}
