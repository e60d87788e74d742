import crypto from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { officeFile } from '../../docx/testing/officeFile'
import { blowfishCfb } from '../blowfish'

const oasis = (name: string) => `urn:oasis:names:tc:opendocument:xmlns:${name}:1.0`
const named = ['office', 'text', 'table', 'style', 'presentation', 'chart', 'manifest'].map((name) => `xmlns:${name}="${oasis(name)}"`)
const spaces = `${named.join(' ')} xmlns:draw="${oasis('drawing')}" xmlns:svg="${oasis('svg-compatible')}" xmlns:fo="${oasis('xsl-fo-compatible')}" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"`

export interface HandmadeOdf {
  /** What stands in the body. */
  body: string
  kind: 'text' | 'presentation'
  /** Automatic styles. */
  styles?: string
  /** The part of shared styles, without its root. */
  shared?: string
}

export function contentXml({ body, kind, styles = '' }: HandmadeOdf): string {
  return `<?xml version="1.0"?><office:document-content ${spaces}><office:automatic-styles>${styles}</office:automatic-styles><office:body><office:${kind}>${body}</office:${kind}></office:body></office:document-content>`
}

/** An OpenDocument package with further parts. */
export function odfFile(made: HandmadeOdf, more: Readonly<Record<string, string | Buffer>> = {}): Buffer {
  return officeFile({
    mimetype: `application/vnd.oasis.opendocument.${made.kind}`,
    'content.xml': contentXml(made),
    'styles.xml': `<office:document-styles ${spaces}>${made.shared ?? ''}</office:document-styles>`,
    ...more,
  })
}

/** The same in a single XML file. */
export function flatFile(made: HandmadeOdf): Buffer {
  const root = contentXml(made).replace(
    'office:document-content',
    `office:document office:mimetype="application/vnd.oasis.opendocument.${made.kind}"`,
  )
  return Buffer.from(root.replace('office:document-content', 'office:document'))
}

export const chartXml = (title: string, rows: string) =>
  `<office:document-content ${spaces}><office:body><office:chart><chart:chart><chart:title><text:p>${title}</text:p></chart:title><table:table>${rows}</table:table></chart:chart></office:chart></office:body></office:document-content>`

export type OdfCipher = 'blowfish' | 'aes256-cbc' | 'aes256-gcm'

/** The same package with its content encrypted, or with `aes256-gcm` as a whole, as newer programs do. */
export function encryptedOdf(made: HandmadeOdf, { password, cipher }: { password: string; cipher: OdfCipher }): Buffer {
  const isWhole = cipher === 'aes256-gcm'
  const plain = isWhole ? odfFile(made) : Buffer.from(contentXml(made))
  const name = isWhole ? 'encrypted-package' : 'content.xml'
  const [salt, iv] = [crypto.randomBytes(16), crypto.randomBytes(cipher === 'blowfish' ? 8 : isWhole ? 12 : 16)]
  const hash = cipher === 'blowfish' ? 'sha1' : 'sha256'
  const keySize = cipher === 'blowfish' ? 16 : 32
  const start = crypto.createHash(hash).update(password).digest()
  const packed = isWhole ? plain : deflateRawSync(plain)
  const key = isWhole
    ? crypto.argon2Sync('argon2id', { message: start, nonce: salt, parallelism: 4, tagLength: 32, memory: 8_192, passes: 3 })
    : crypto.pbkdf2Sync(start, salt, 1_000, keySize, 'sha1')
  const derivation = isWhole
    ? 'manifest:key-derivation-name="urn:org:documentfoundation:names:experimental:office:manifest:argon2id" manifest:argon2-iterations="3" manifest:argon2-memory="8192" manifest:argon2-lanes="4"'
    : 'manifest:key-derivation-name="PBKDF2" manifest:iteration-count="1000"'
  const sum = crypto.createHash(hash).update(packed.subarray(0, 1_024)).digest('base64')
  const checksum = isWhole
    ? ''
    : `manifest:checksum-type="${hash === 'sha1' ? 'SHA1/1K' : `${oasis('manifest')}#sha256-1k`}" manifest:checksum="${sum}"`
  const entry = `<manifest:file-entry manifest:full-path="${name}" manifest:size="${plain.length}"><manifest:encryption-data ${checksum}><manifest:algorithm manifest:algorithm-name="${cipher === 'blowfish' ? 'Blowfish CFB' : `http://www.w3.org/2001/04/xmlenc#${cipher}`}" manifest:initialisation-vector="${iv.toString('base64')}"/><manifest:start-key-generation manifest:start-key-generation-name="${hash === 'sha1' ? 'SHA1' : 'http://www.w3.org/2000/09/xmldsig#sha256'}" manifest:key-size="20"/><manifest:key-derivation ${derivation} manifest:key-size="${keySize}" manifest:salt="${salt.toString('base64')}"/></manifest:encryption-data></manifest:file-entry>`
  return officeFile({
    mimetype: `application/vnd.oasis.opendocument.${made.kind}`,
    [name]: encipher(packed, { cipher, key, iv }),
    'META-INF/manifest.xml': `<manifest:manifest ${spaces}>${entry}</manifest:manifest>`,
  })
}

function encipher(packed: Buffer, { cipher, key, iv }: { cipher: OdfCipher; key: Buffer; iv: Buffer }): Buffer {
  if (cipher === 'blowfish') return blowfishCfb(packed, { key, iv, direction: 'encrypt' })
  if (cipher === 'aes256-gcm') {
    const gcm = crypto.createCipheriv('aes-256-gcm', key, iv)
    return Buffer.concat([iv, gcm.update(packed), gcm.final(), gcm.getAuthTag()])
  }
  const cbc = crypto.createCipheriv('aes-256-cbc', key, iv)
  return Buffer.concat([cbc.update(packed), cbc.final()])
}
