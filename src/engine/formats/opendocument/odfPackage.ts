import { readFile } from 'node:fs/promises'
import { AppError } from '../../../contract/errors'
import type { FileHead, OpenInput } from '../../format'
import { OfficePackage } from '../docx/officePackage'
import { below } from '../docx/xmlQuery'
import { parseXml } from '../docx/xmlTree'
import { decryptPart, encryptionOf, type PartEncryption } from './decryptOdf'

/** Largest flat document, in bytes: it holds its pictures as text. */
const maxFlatBytes = 256 * 1024 * 1024
const maxInflatedBytes = 512 * 1024 * 1024

interface OdfContext {
  signal: AbortSignal
  /** What the file is to the user, for messages. */
  kind: string
}

export interface OdfPackage {
  /** A part, decrypted where it is encrypted; null where there is none. Throws DOCUMENT_PASSWORD, DOCUMENT_CORRUPT, DOCUMENT_TOO_LARGE. */
  part(name: string, context: { signal: AbortSignal }): Promise<Buffer | null>
  names(): string[]
  damaged(reason: string): AppError
  close(): void
}

/**
 * Opens an OpenDocument file: a package, an encrypted one, or a single XML file, which then stands for its `content.xml`.
 * Throws DOCUMENT_PASSWORD, DOCUMENT_CORRUPT, DOCUMENT_TOO_LARGE, FORMAT_UNSUPPORTED.
 */
export async function openOdf({ path, head, password }: OpenInput, { signal, kind }: OdfContext): Promise<OdfPackage> {
  if (head.bytes[0] !== 0x50) return openFlat(path, head)
  const pack = await OfficePackage.open(path, { signal, kind })
  try {
    const encrypted = await encryptedParts(pack, signal)
    if (encrypted.size === 0) return pack
    if (password === undefined) throw new AppError('DOCUMENT_PASSWORD', 'The document is encrypted: give its password.')
    return await decrypted(pack, encrypted, { signal, kind, password })
  } catch (error) {
    pack.close()
    throw error
  }
}

/** Whether a file is a single OpenDocument file of a kind: `text`, `presentation`. */
export function isFlat({ bytes }: FileHead, kind: string): boolean {
  const start = Buffer.from(bytes).toString('latin1')
  return (
    start.includes('urn:oasis:names:tc:opendocument:xmlns:office:1.0') &&
    start.includes(`mimetype="application/vnd.oasis.opendocument.${kind}`)
  )
}

async function openFlat(path: string, head: FileHead): Promise<OdfPackage> {
  if (head.size > maxFlatBytes)
    throw new AppError(
      'DOCUMENT_TOO_LARGE',
      `An OpenDocument file without package may have ${maxFlatBytes >> 20} MB, this one has ${head.size >> 20} MB: save it as a package.`,
    )
  return {
    part: async (name) => (name === 'content.xml' ? readFile(path) : null),
    names: () => ['content.xml'],
    damaged: (reason) =>
      new AppError('DOCUMENT_CORRUPT', `This is no readable OpenDocument file: ${reason}. Open it in its own program and save it anew.`),
    close: () => {},
  }
}

async function encryptedParts(pack: OfficePackage, signal: AbortSignal): Promise<Map<string, PartEncryption>> {
  const manifest = await pack.part('META-INF/manifest.xml', { signal })
  const parts = new Map<string, PartEncryption>()
  if (!manifest) return parts
  for (const entry of below(await parseXml(manifest, { part: 'META-INF/manifest.xml' }), 'manifest:file-entry')) {
    const encryption = encryptionOf(entry)
    if (encryption) parts.set(entry.attributes['manifest:full-path'] ?? '', encryption)
  }
  return parts
}

interface Key {
  signal: AbortSignal
  kind: string
  password: string
}

async function decrypted(
  pack: OfficePackage,
  parts: ReadonlyMap<string, PartEncryption>,
  { signal, kind, password }: Key,
): Promise<OdfPackage> {
  const read = async (name: string, context: { signal: AbortSignal }) => {
    const bytes = await pack.part(name, context)
    const how = parts.get(name)
    return bytes && how ? decryptPart(bytes, how, password, maxInflatedBytes) : bytes
  }
  // Newer programs encrypt the whole package into one part of another.
  const whole = parts.has('encrypted-package') ? await read('encrypted-package', { signal }) : null
  if (whole) {
    pack.close()
    return OfficePackage.open(whole, { signal, kind })
  }
  await read('content.xml', { signal })
  return { part: read, names: () => pack.names(), damaged: (reason) => pack.damaged(reason), close: () => pack.close() }
}
