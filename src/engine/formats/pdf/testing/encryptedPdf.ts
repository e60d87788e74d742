import { createCipheriv, createHash } from 'node:crypto'
import { assemblePdf } from './handmadePdf'

/*
 * Encrypted PDFs written by hand, after ISO 32000-2 section 7.6: one page that says what it is told to, which only the right
 * password opens. RC4 is written out here, for the cryptography of newer systems no longer offers it.
 */

type Encryption = 'rc4-40' | 'aes-256'

const padding = Buffer.from('28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A', 'hex')
const permissions = -44
const identifier = Buffer.from('0123456789abcdef')

/** A PDF of one page that says `text`, protected with the bytes of a user password; with AES it may have a file attached. */
export function encryptedPdf(text: string, password: Buffer, encryption: Encryption, attached?: { name: string; content: string }): Buffer {
  const content = Buffer.from(`BT /F1 12 Tf 72 720 Td (${text}) Tj ET`, 'latin1')
  const { dictionary, encrypted } = encryption === 'rc4-40' ? withRc4(password, content) : withAes(password, content)
  const sealed = (value: string) => withAes(password, Buffer.from(value)).encrypted
  const file = attached && `<< /Type /Filespec /F ${hex(sealed(attached.name))} /UF ${hex(sealed(attached.name))} /EF << /F 8 0 R >> >>`
  const names = attached ? `/Names << /EmbeddedFiles << /Names [${hex(sealed('a'))} 7 0 R] >> >>` : ''
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R ${names} >>`,
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    streamOf(encrypted),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    dictionary,
    ...(attached && file ? [file, streamOf(sealed(attached.content), '/Type /EmbeddedFile')] : []),
  ]
  const id = hex(identifier)
  return assemblePdf(objects, `/Encrypt 6 0 R /ID [${id} ${id}]`)
}

function streamOf(bytes: Buffer, entries = ''): Buffer {
  return Buffer.concat([Buffer.from(`<< ${entries} /Length ${bytes.length} >>\nstream\n`), bytes, Buffer.from('\nendstream')])
}

interface Protected {
  dictionary: string
  encrypted: Buffer
}

/** Algorithms 2 to 4: revision 2, keys of 40 bits. */
function withRc4(password: Buffer, content: Buffer): Protected {
  const padded = Buffer.concat([password, padding]).subarray(0, 32)
  const owner = rc4(md5(padded).subarray(0, 5), padded)
  const allowed = Buffer.alloc(4)
  allowed.writeInt32LE(permissions)
  const key = md5(padded, owner, allowed, identifier).subarray(0, 5)
  const contentKey = md5(key, Buffer.from([4, 0, 0, 0, 0])).subarray(0, 10)
  return {
    dictionary: `<< /Filter /Standard /V 1 /R 2 /Length 40 /P ${permissions} /O ${hex(owner)} /U ${hex(rc4(key, padding))} >>`,
    encrypted: rc4(contentKey, content),
  }
}

/** Algorithms 8 to 10: revision 6, AES with 256 bits. Salts and keys are fixed, so that a file is the same each time. */
function withAes(password: Buffer, content: Buffer): Protected {
  const key = createHash('sha256').update('the key of the file').digest()
  const [validation, keySalt] = [Buffer.from('validate'), Buffer.from('key salt')]
  const user = Buffer.concat([hardened(password, validation), validation, keySalt])
  const userKey = aes(hardened(password, keySalt), Buffer.alloc(16), key)
  const owner = Buffer.concat([hardened(password, validation, user), validation, keySalt])
  const ownerKey = aes(hardened(password, keySalt, user), Buffer.alloc(16), key)
  const allowed = Buffer.alloc(16)
  allowed.writeInt32LE(permissions)
  allowed.write('\xff\xff\xff\xffTadb0000', 4, 'latin1')
  const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false)
  const vector = Buffer.from('sixteen bytes IV')
  const filters = '/CF << /StdCF << /CFM /AESV3 /AuthEvent /DocOpen /Length 32 >> >> /StmF /StdCF /StrF /StdCF'
  const entries = `/O ${hex(owner)} /U ${hex(user)} /OE ${hex(ownerKey)} /UE ${hex(userKey)} /Perms ${hex(cipher.update(allowed))}`
  const missing = 16 - (content.length % 16)
  const whole = Buffer.concat([content, Buffer.alloc(missing, missing)])
  return {
    dictionary: `<< /Filter /Standard /V 5 /R 6 /Length 256 /P ${permissions} ${filters} ${entries} >>`,
    encrypted: Buffer.concat([vector, aes(key, vector, whole)]),
  }
}

/** Algorithm 2.B, the hash of revision 6. */
function hardened(password: Buffer, salt: Buffer, user = Buffer.alloc(0)): Buffer {
  let key = createHash('sha256')
    .update(Buffer.concat([password, salt, user]))
    .digest()
  for (let round = 0, last = 0; round < 64 || last > round - 32; round++) {
    const repeated = Buffer.concat(Array.from({ length: 64 }, () => Buffer.concat([password, key, user])))
    const encrypted = createCipheriv('aes-128-cbc', key.subarray(0, 16), key.subarray(16, 32)).setAutoPadding(false).update(repeated)
    const remainder = encrypted.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) % 3
    key = createHash(['sha256', 'sha384', 'sha512'][remainder]!).update(encrypted).digest()
    last = encrypted.at(-1)!
  }
  return key.subarray(0, 32)
}

function aes(key: Buffer, vector: Buffer, bytes: Buffer): Buffer {
  return createCipheriv('aes-256-cbc', key, vector).setAutoPadding(false).update(bytes)
}

function rc4(key: Buffer, bytes: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index)
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + state[i]! + key[i % key.length]!) & 255
    ;[state[i], state[j]] = [state[j]!, state[i]!]
  }
  let i = 0
  let j = 0
  return Buffer.from(
    bytes.map((byte) => {
      i = (i + 1) & 255
      j = (j + state[i]!) & 255
      ;[state[i], state[j]] = [state[j]!, state[i]!]
      return byte ^ state[(state[i]! + state[j]!) & 255]!
    }),
  )
}

function md5(...parts: Buffer[]): Buffer {
  return createHash('md5').update(Buffer.concat(parts)).digest()
}

function hex(bytes: Buffer): string {
  return `<${bytes.toString('hex')}>`
}
