import { createCipheriv, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { Entry } from 'yauzl'
import { AppError } from '../../../contract/errors'

type Bytes = AsyncIterable<Buffer>

/** The compression method that stands for AES, with the real one in the extra field of this id (WinZip AE-1, AE-2). */
const aesMethod = 99
const aesField = 0x9901

/** How an encrypted entry is compressed, and what its checksum says. */
export interface Encryption {
  method: number
  /** `password`: one in 256 wrong passwords is only found out by a wrong checksum; `none`: there is a better proof than a checksum. */
  checksum: 'content' | 'password' | 'none'
  decrypt: (raw: Bytes, password: string) => Bytes
}

/** How an entry is encrypted. Throws FORMAT_UNSUPPORTED for what neither WinZip's AES nor the traditional scheme is. */
export function encryptionOf(entry: Entry): Encryption {
  if (entry.compressionMethod !== aesMethod)
    return { method: entry.compressionMethod, checksum: 'password', decrypt: (raw, password) => decryptTraditional(raw, password, entry) }
  const field = entry.extraFields.find(({ id }) => id === aesField)?.data
  const strength = field && field.length >= 7 ? field[4]! : 0
  if (!field || strength < 1 || strength > 3)
    throw new AppError('FORMAT_UNSUPPORTED', 'It is encrypted in a way that is not known: unpack the archive and add what is in it.')
  return {
    method: field.readUInt16LE(5),
    checksum: field.readUInt16LE(0) === 1 ? 'content' : 'none',
    decrypt: (raw, password) => decryptAes(raw, password, strength, entry.compressedSize),
  }
}

export function wrongPassword(): AppError {
  return new AppError('DOCUMENT_PASSWORD', 'The password does not fit: give the right one.')
}

/** WinZip's AES (winzip.com/aes_info.htm): salt, two bytes that tell a wrong password, AES in counter mode, ten bytes of HMAC. */
async function* decryptAes(raw: Bytes, password: string, strength: number, length: number): Bytes {
  const [keyBytes, saltBytes, macBytes] = [8 + strength * 8, 4 + strength * 4, 10]
  const source = new Source(raw)
  const salt = await source.take(saltBytes)
  const check = await source.take(2)
  const keys = await promisify(pbkdf2)(password, salt, 1000, keyBytes * 2 + 2, 'sha1')
  if (!keys.subarray(keyBytes * 2).equals(check)) throw wrongPassword()
  const keyStream = createCipheriv(`aes-${keyBytes * 8}-ecb`, keys.subarray(0, keyBytes), null).setAutoPadding(false)
  const mac = createHmac('sha1', keys.subarray(keyBytes, keyBytes * 2))
  let counter = 1
  for (let left = length - saltBytes - 2 - macBytes; left > 0;) {
    const piece = await source.take(Math.min(left, 64 * 1024))
    mac.update(piece)
    const blocks = Math.ceil(piece.length / 16)
    yield xor(piece, keyStream.update(counters(counter, blocks)))
    counter += blocks
    left -= piece.length
  }
  if (!timingSafeEqual(mac.digest().subarray(0, macBytes), await source.take(macBytes)))
    throw new AppError('DOCUMENT_CORRUPT', 'It was changed or damaged after it was encrypted: copy the archive again.')
}

/** Counters count from 1 with the lowest byte first, unlike those of the counter mode that OpenSSL knows. */
function counters(first: number, blocks: number): Uint8Array {
  const words = new Uint32Array(blocks * 4)
  for (let i = 0; i < blocks; i++) words[i * 4] = first + i
  return new Uint8Array(words.buffer)
}

/** Four bytes at a time: the longest part of decrypting would be this. */
function xor(bytes: Buffer, key: Buffer): Buffer {
  const words = new Uint32Array(Math.ceil(bytes.length / 4))
  const result = Buffer.from(words.buffer, 0, bytes.length)
  bytes.copy(result)
  const keyWords = new Uint32Array(words.length)
  key.copy(new Uint8Array(keyWords.buffer))
  for (let i = 0; i < words.length; i++) words[i]! ^= keyWords[i]!
  return result
}

/** The traditional scheme (APPNOTE 6.1): three keys that the password and every byte before turn, a header whose last byte tells most wrong passwords. */
async function* decryptTraditional(raw: Bytes, password: string, entry: Entry): Bytes {
  const source = new Source(raw)
  const header = await source.take(12)
  const usesTime = (entry.generalPurposeBitFlag & 8) !== 0
  const check = usesTime ? entry.lastModFileTime >>> 8 : entry.crc32 >>> 24
  // Names and passwords are in a code page where tools are old, in UTF-8 where they are not.
  const spellings = [Buffer.from(password, 'utf8'), Buffer.from(password, 'latin1')]
  const turned = spellings.map((one) => new TraditionalKeys(one)).find((one) => one.decrypt(header)[11] === (check & 0xff))
  if (!turned) throw wrongPassword()
  for await (const piece of source.rest()) yield turned.decrypt(piece)
}

const crcTable = Int32Array.from({ length: 256 }, (_, n) => {
  let value = n
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

class TraditionalKeys {
  private a = 0x12345678
  private b = 0x23456789
  private c = 0x34567890

  constructor(password: Buffer) {
    for (const byte of password) this.turn(byte)
  }

  decrypt(bytes: Buffer): Buffer {
    const plain = Buffer.allocUnsafe(bytes.length)
    for (let i = 0; i < bytes.length; i++) {
      const mixed = this.c | 2
      const byte = bytes[i]! ^ ((Math.imul(mixed, mixed ^ 1) >>> 8) & 0xff)
      this.turn(byte)
      plain[i] = byte
    }
    return plain
  }

  private turn(byte: number): void {
    this.a = (this.a >>> 8) ^ crcTable[(this.a ^ byte) & 0xff]!
    this.b = (Math.imul(this.b + (this.a & 0xff), 134_775_813) + 1) | 0
    this.c = (this.c >>> 8) ^ crcTable[(this.c ^ (this.b >>> 24)) & 0xff]!
  }
}

/** Takes as many bytes as are wanted from pieces of any length. */
class Source {
  private readonly pieces: AsyncIterator<Buffer>
  private left: Buffer = Buffer.alloc(0)

  constructor(raw: Bytes) {
    this.pieces = raw[Symbol.asyncIterator]()
  }

  async take(length: number): Promise<Buffer> {
    while (this.left.length < length) {
      const { value, done } = await this.pieces.next()
      if (done) throw new AppError('DOCUMENT_CORRUPT', 'It is cut off: copy or download the archive again.')
      this.left = this.left.length === 0 ? value : Buffer.concat([this.left, value])
    }
    const taken = this.left.subarray(0, length)
    this.left = this.left.subarray(length)
    return taken
  }

  async *rest(): Bytes {
    if (this.left.length > 0) yield this.left
    for (let next = await this.pieces.next(); !next.done; next = await this.pieces.next()) yield next.value
  }
}
