import crypto from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { AppError } from '../../../contract/errors'
import { child } from '../docx/xmlQuery'
import type { XmlElement } from '../docx/xmlTree'
import { blowfishCfb } from './blowfish'

/** How a part of a package was encrypted, as its manifest says. */
export interface PartEncryption {
  algorithm: string
  iv: Buffer
  salt: Buffer
  /** Bytes of the key. */
  keySize: number
  derivation: { kind: 'pbkdf2'; iterations: number } | { kind: 'argon2id'; passes: number; memoryKb: number; lanes: number }
  startKey: 'sha1' | 'sha256'
  /** Of the first 1,024 bytes as they were before encryption; null where the cipher itself tells. */
  checksum: { kind: 'sha1' | 'sha256'; value: Buffer } | null
  /** Bytes of the part when it is unpacked. */
  size: number
}

/** More would keep a machine busy for minutes, or out of memory. */
const mostIterations = 10_000_000
const mostMemoryKb = 1 << 20

/** What the manifest says of the encryption of a part; null where it is not encrypted. */
export function encryptionOf(entry: XmlElement): PartEncryption | null {
  const data = child(entry, 'manifest:encryption-data')
  if (!data) return null
  const [algorithm, derivation, start] = ['algorithm', 'key-derivation', 'start-key-generation'].map(
    (name) => child(data, `manifest:${name}`)?.attributes ?? {},
  )
  const bytes = (value: string | undefined) => Buffer.from(value ?? '', 'base64')
  const checksum = data.attributes['manifest:checksum']
  return {
    algorithm: (algorithm!['manifest:algorithm-name'] ?? '').replace(/^.*#/, '').toLowerCase(),
    iv: bytes(algorithm!['manifest:initialisation-vector']),
    salt: bytes(derivation!['manifest:salt']),
    keySize: Number(derivation!['manifest:key-size'] ?? 16),
    derivation: derivationOf(derivation!),
    startKey: /sha256/i.test(start!['manifest:start-key-generation-name'] ?? '') ? 'sha256' : 'sha1',
    checksum: checksum
      ? { kind: /sha256/i.test(data.attributes['manifest:checksum-type'] ?? '') ? 'sha256' : 'sha1', value: bytes(checksum) }
      : null,
    size: Number(entry.attributes['manifest:size']) || 0,
  }
}

function derivationOf(attributes: Readonly<Record<string, string>>): PartEncryption['derivation'] {
  const number = (name: string) => Number(attributes[`loext:${name}`] ?? attributes[`manifest:${name}`]) || 0
  if (!/argon2id/i.test(attributes['manifest:key-derivation-name'] ?? ''))
    return { kind: 'pbkdf2', iterations: number('iteration-count') || 1_024 }
  return { kind: 'argon2id', passes: number('argon2-iterations'), memoryKb: number('argon2-memory'), lanes: number('argon2-lanes') }
}

/** A part as it was before it was encrypted and packed. Throws DOCUMENT_PASSWORD (it does not fit), FORMAT_UNSUPPORTED, DOCUMENT_TOO_LARGE. */
export function decryptPart(bytes: Buffer, how: PartEncryption, password: string, maxBytes: number): Buffer {
  const packed = decipher(bytes, how, keyOf(how, password))
  const { checksum } = how
  if (checksum && !crypto.createHash(checksum.kind).update(packed.subarray(0, 1_024)).digest().equals(checksum.value)) throw wrongPassword()
  if (packed.readUInt16LE(0) === 0x4b50) return packed
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1_024, Math.min(maxBytes, how.size + 1_024)) })
  } catch (error) {
    if (error instanceof RangeError) throw new AppError('DOCUMENT_TOO_LARGE', 'The document unpacks to more than it says: it is not read.')
    throw wrongPassword()
  }
}

function keyOf({ derivation, startKey, salt, keySize }: PartEncryption, password: string): Buffer {
  const start = crypto.createHash(startKey).update(password, 'utf8').digest()
  if (keySize < 1 || keySize > 64) throw unknownWay()
  if (derivation.kind === 'pbkdf2') {
    if (derivation.iterations > mostIterations) throw unknownWay()
    return crypto.pbkdf2Sync(start, salt, derivation.iterations, keySize, 'sha1')
  }
  const { passes, memoryKb, lanes } = derivation
  if (memoryKb > mostMemoryKb || passes > 100) throw unknownWay()
  try {
    return crypto.argon2Sync('argon2id', { message: start, nonce: salt, parallelism: lanes, tagLength: keySize, memory: memoryKb, passes })
  } catch {
    // OpenSSL brings it, the library inside Electron does not.
    throw unknownWay()
  }
}

function decipher(bytes: Buffer, { algorithm, iv }: PartEncryption, key: Buffer): Buffer {
  const aes = /^aes(128|192|256)-(cbc|gcm)$/.exec(algorithm)
  if (/blowfish/.test(algorithm)) return blowfishCfb(bytes, { key, iv, direction: 'decrypt' })
  if (!aes || key.length !== Number(aes[1]) / 8) throw unknownWay()
  try {
    if (aes[2] === 'cbc') return withoutPadding(crypto.createDecipheriv(`aes-${aes[1]}-cbc`, key, iv).setAutoPadding(false).update(bytes))
    const body = bytes.subarray(0, iv.length).equals(iv) ? bytes.subarray(iv.length) : bytes
    const decipher = crypto.createDecipheriv(`aes-${aes[1]}-gcm` as 'aes-256-gcm', key, iv).setAuthTag(body.subarray(-16))
    return Buffer.concat([decipher.update(body.subarray(0, -16)), decipher.final()])
  } catch {
    throw wrongPassword()
  }
}

/** The last byte says how many were added; the others may be anything. */
function withoutPadding(bytes: Buffer): Buffer {
  const added = bytes.at(-1) ?? 0
  return added >= 1 && added <= 16 ? bytes.subarray(0, -added) : bytes
}

function wrongPassword(): AppError {
  return new AppError('DOCUMENT_PASSWORD', 'The password is not the right one: give the password of the document.')
}

function unknownWay(): AppError {
  return new AppError(
    'FORMAT_UNSUPPORTED',
    'The document is encrypted in a way that cannot be opened here, even with its password: open it in its own program and save it without one.',
  )
}
