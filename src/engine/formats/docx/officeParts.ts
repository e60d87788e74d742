import { open } from 'node:fs/promises'
import { AppError } from '../../../contract/errors'

/**
 * Refuses parts that are no Word document or that could lead a reader astray: a document type declaration can name files and addresses
 * or grow without end. Returns the name of the main part. Throws DOCUMENT_CORRUPT.
 */
export function checkParts(parts: ReadonlyMap<string, Buffer>): string {
  const types = parts.get('[Content_Types].xml')
  const main = mainPart(parts)
  if (!types || !main) {
    throw new AppError('DOCUMENT_CORRUPT', 'The file is called a Word document, but the archive holds none: check where it came from.')
  }
  for (const [name, bytes] of parts) {
    if (/\.(xml|rels)$/i.test(name) && /<!DOCTYPE/i.test(xmlText(bytes))) {
      throw new AppError('DOCUMENT_CORRUPT', `The part ${name} declares a document type, which Word documents never do: it is not read.`)
    }
  }
  return main
}

/** The text of an XML part, whatever Unicode encoding it is in. */
export function xmlText(bytes: Buffer): string {
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(wide).decode(bytes)
}

function mainPart(parts: ReadonlyMap<string, Buffer>): string | null {
  const relations = parts.get('_rels/.rels')
  for (const [relation] of relations ? xmlText(relations).matchAll(/<Relationship\b[^>]*>/g) : []) {
    if (!/Type="[^"]*\/officeDocument"/.test(relation)) continue
    const target = /Target="\/?([^"]*)"/.exec(relation)?.[1]
    if (target && parts.has(target)) return target
  }
  return parts.has('word/document.xml') ? 'word/document.xml' : null
}

/** Pieces of HTML that stand in for the body (Word shows them as if they were written in it), in the order of the archive. */
export function embeddedPages(parts: ReadonlyMap<string, Buffer>, main: string): string[] {
  const folder = main.slice(0, main.lastIndexOf('/') + 1)
  const relations = parts.get(`${folder}_rels/${main.slice(folder.length)}.rels`)
  const pages: string[] = []
  for (const [relation] of relations ? xmlText(relations).matchAll(/<Relationship\b[^>]*>/g) : []) {
    if (!/Type="[^"]*\/aFChunk"/.test(relation)) continue
    const target = /Target="([^"]*)"/.exec(relation)?.[1] ?? ''
    const part = parts.get(target.startsWith('/') ? target.slice(1) : folder + target)
    if (part && /\.x?html?$/i.test(target)) pages.push(xmlText(part))
  }
  return pages
}

/** Whether a compound file holds an encrypted office document; its directory names the stream in UTF-16. */
export async function isEncrypted(path: string): Promise<boolean> {
  const name = Buffer.from('EncryptedPackage', 'utf16le')
  const file = await open(path, 'r')
  try {
    const buffer = Buffer.alloc(1 << 20)
    for (let at = 0; ; at += buffer.length - name.length) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at)
      if (buffer.subarray(0, bytesRead).includes(name)) return true
      if (bytesRead < buffer.length) return false
    }
  } finally {
    await file.close()
  }
}
