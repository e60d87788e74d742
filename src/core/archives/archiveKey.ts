import { createHash, hkdfSync, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { AppError } from '../../contract/errors'

/*
 * The head of an archive, 80 bytes: what it is, how the key is made of the passphrase, and a check of the passphrase.
 *
 *   0  16  "Carrel archive 1"
 *  16   1  log2 of N of scrypt   17  1  r   18  1  p   19  1  number of the archive among those of one salt
 *  20  32  salt
 *  52  16  check: tells a wrong passphrase from another fault
 *  68  12  the first bytes of the SHA-256 of all before them: a damaged head is not taken for a wrong passphrase. Zeros in early files
 *
 * scrypt (RFC 7914) is memory-hard, and both Node and Electron have it. Everything before the check goes into the key, so that a head
 * that was changed opens nothing, and so that no two archives share a key.
 */

export const headBytes = 80
const magic = Buffer.from('Carrel archive 1', 'latin1')
const numberAt = 19
const saltAt = 20
const checkAt = 52
const checkBytes = 16
const sumAt = checkAt + checkBytes
/** The number has one byte. */
const mostArchives = 256

/** 128 MB and about half a second (OWASP Password Storage Cheat Sheet, 2025: N = 2^17, r = 8, p = 1). */
const costs = { logN: 17, r: 8, p: 1 }
/** What somebody else’s archive may ask of this machine: 256 MB. */
const mostLogN = 18

/** A head, and the key of the one file it stands in. */
export interface ArchiveKey {
  head: Buffer
  key: Buffer
}

/** What was made of a passphrase and a salt of its own: gives keys of new archives without the passphrase. Memory only. */
export interface HeldSecret {
  /** Another key at every call, for a key is used once. Null where the numbers are used up. */
  next(): ArchiveKey | null
}

/** Spends the time and memory of one guess. */
export async function holdSecret(password: string): Promise<HeldSecret> {
  const plan = Buffer.alloc(headBytes)
  magic.copy(plan)
  plan.set([costs.logN, costs.r, costs.p], magic.length)
  plan.set(randomBytes(checkAt - saltAt), saltAt)
  const secret = await stretch(password, plan)
  let number = 0
  return {
    next: () => {
      if (number === mostArchives) return null
      const head = Buffer.from(plan)
      head[numberAt] = number++
      const { key, check } = keysOf(secret, head)
      check.copy(head, checkAt)
      sumOf(head).copy(head, sumAt)
      return { head, key }
    },
  }
}

/** A new head, and the key of the file it stands in. */
export async function makeKey(password: string): Promise<ArchiveKey> {
  return (await holdSecret(password)).next()!
}

/** The key of an archive. Throws ARCHIVE_DAMAGED where this is no head, ARCHIVE_PASSWORD where the passphrase is another one. */
export async function keyOf(head: Buffer, password: string): Promise<Buffer> {
  if (head.length < headBytes || !head.subarray(0, magic.length).equals(magic))
    throw new AppError('ARCHIVE_DAMAGED', 'This is no archive of a workspace, or its first bytes are damaged. Nothing was imported.')
  const sum = head.subarray(sumAt)
  if (!sum.equals(sumOf(head)) && sum.some((byte) => byte !== 0))
    throw new AppError(
      'ARCHIVE_DAMAGED',
      `The head of the archive is damaged (byte ${magic.length} to ${headBytes - 1}). Nothing was imported.`,
    )
  const [logN = 0, r = 0, p = 0] = head.subarray(magic.length)
  if (logN < 10 || logN > mostLogN || r !== costs.r || p < 1 || p > 4)
    throw new AppError(
      'ARCHIVE_DAMAGED',
      'The head of the archive is damaged (byte 16 to 19), or a newer Carrel wrote it. Nothing was imported.',
    )
  const { key, check } = keysOf(await stretch(password, head), head)
  if (!timingSafeEqual(check, head.subarray(checkAt, sumAt)))
    throw new AppError('ARCHIVE_PASSWORD', 'The passphrase does not open this archive. Try again; without it nothing can be read.')
  return key
}

/** The first bytes of a file, which say nothing but whether they are as they were written. */
function sumOf(head: Buffer): Buffer {
  return createHash('sha256')
    .update(head.subarray(0, sumAt))
    .digest()
    .subarray(0, headBytes - sumAt)
}

let lastStretch: Promise<unknown> = Promise.resolve()

/** One after the other in this process: guesses made all at once take the memory of one, and their time adds up. */
function stretch(password: string, head: Buffer): Promise<Buffer> {
  const [logN = 0, r = 0, p = 0] = head.subarray(magic.length)
  const N = 2 ** logN
  const options = { N, r, p, maxmem: 128 * N * r + 2 ** 20 * 16 }
  const salt = Buffer.from(head.subarray(saltAt, checkAt))
  const stretched = lastStretch.then(
    () =>
      new Promise<Buffer>((resolve, reject) => {
        scrypt(password.normalize('NFC'), salt, 32, options, (error, made) => (error ? reject(error) : resolve(made)))
      }),
  )
  lastStretch = stretched.catch(() => {})
  return stretched
}

function keysOf(secret: Buffer, head: Buffer): { key: Buffer; check: Buffer } {
  const bound = head.subarray(0, checkAt)
  return {
    key: Buffer.from(hkdfSync('sha256', secret, bound, 'payload', 32)),
    check: Buffer.from(hkdfSync('sha256', secret, bound, 'check', checkBytes)),
  }
}
