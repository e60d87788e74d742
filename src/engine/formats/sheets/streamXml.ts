import { AppError, isAppError } from '../../../contract/errors'

/** What is told of an XML part while it streams by. Names come without the prefix of their name space. */
export interface XmlListener {
  open(name: string, attributes: Readonly<Record<string, string>>): void
  close(name: string): void
  text?(text: string): void
}

/** Elements within each other: sheets need ten. */
const maxDepth = 200
/** Longest stretch without a tag, in characters: a cell holds 32,767. */
const maxStretch = 16 * 1024 * 1024

/**
 * Reads an XML part piece by piece and pauses after each, so that what was found can be taken. No document type is read, nothing is fetched.
 * Throws DOCUMENT_CORRUPT (no well-formed XML, a document type), DOCUMENT_TOO_DEEP, DOCUMENT_TOO_LARGE (text without end).
 */
export async function* streamXml(chunks: AsyncIterable<Buffer>, listener: XmlListener, { part }: { part: string }): AsyncGenerator<void> {
  const { SaxesParser } = await import('saxes')
  const parser = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false })
  let depth = 0
  let stretch = 0
  parser.on('doctype', () => {
    throw new AppError('DOCUMENT_CORRUPT', `The part ${part} declares a document type, which no office program writes: it is not read.`)
  })
  parser.on('error', (error) => {
    // Programs write control characters that XML does not know; they mean nothing, and what stands around them does.
    if (!/(disallowed character|undefined entity)\.$/.test(error.message)) throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    stretch = 0
    if (++depth > maxDepth) throw new AppError('DOCUMENT_TOO_DEEP', 'The document nests its parts deeper than can be read: save it anew.')
    listener.open(localName(name), attributes)
  })
  parser.on('closetag', ({ name }) => {
    stretch = 0
    depth--
    listener.close(localName(name))
  })
  parser.on('text', (text) => listener.text?.(text))
  parser.on('cdata', (text) => listener.text?.(text))
  try {
    let decoder: InstanceType<typeof TextDecoder> | null = null
    for await (const chunk of chunks) {
      decoder ??= decoderOf(chunk)
      const text = decoder.decode(chunk, { stream: true })
      stretch += text.length
      parser.write(text)
      if (stretch > maxStretch) throw new AppError('DOCUMENT_TOO_LARGE', 'A cell holds more text than can be read: check the original.')
      yield
    }
    parser.close()
  } catch (cause) {
    yield
    if (isAppError(cause)) throw cause
    throw new AppError('DOCUMENT_CORRUPT', `The part ${part} is damaged: open the document in its own program and save it anew.`, { cause })
  }
}

function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}

/** By its mark, by the NULs beside its first bracket, else by what it declares. */
function decoderOf(bytes: Buffer): InstanceType<typeof TextDecoder> {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0x3c && bytes[1] === 0)) return new TextDecoder('utf-16le')
  if ((bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0 && bytes[1] === 0x3c)) return new TextDecoder('utf-16be')
  const declared = /^[\s\S]{0,3}<\?xml[^>]{0,100}encoding=["']([\w.:-]{1,40})["']/.exec(bytes.toString('latin1', 0, 200))?.[1]
  try {
    return new TextDecoder(declared && !/^utf-?16/i.test(declared) ? declared : 'utf-8')
  } catch {
    return new TextDecoder('utf-8')
  }
}
