import { hkdfSync, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { AppError } from '../../contract/errors'

/*
 * The head of an archive, 80 bytes: what it is, how the key is made of the passphrase, and a check of the passphrase.
 *
 *   0  16  "Carrel archive 1"
 *  16   1  log2 of N of scrypt   17  1  r   18  1  p   19  1  zero
 *  20  32  salt
 *  52  16  check: tells a wrong passphrase from a damaged file
 *  68  12  zero
 *
 * scrypt (RFC 7914) is memory-hard, and both Node and Electron have it. Everything before the check goes into the key, so that a head
 * that was changed opens nothing.
 */

export const headBytes = 80
const magic = Buffer.from('Carrel archive 1', 'latin1')
const checkAt = 52
const checkBytes = 16

/** 128 MB and about half a second (OWASP Password Storage Cheat Sheet, 2025: N = 2^17, r = 8, p = 1). */
const costs = { logN: 17, r: 8, p: 1 }
/** What somebody else’s archive may ask of this machine: 256 MB. */
const mostLogN = 18

/** A new head, and the key of the file it stands in. */
export async function makeKey(password: string): Promise<{ head: Buffer; key: Buffer }> {
  const head = Buffer.alloc(headBytes)
  magic.copy(head)
  head.set([costs.logN, costs.r, costs.p], magic.length)
  head.set(randomBytes(32), 20)
  const { key, check } = await derive(password, head)
  check.copy(head, checkAt)
  return { head, key }
}

/** The key of an archive. Throws ARCHIVE_DAMAGED where this is no head, ARCHIVE_PASSWORD where the passphrase is another one. */
export async function keyOf(head: Buffer, password: string): Promise<Buffer> {
  if (head.length < headBytes || !head.subarray(0, magic.length).equals(magic))
    throw new AppError('ARCHIVE_DAMAGED', 'This is no archive of a workspace, or its first bytes are damaged. Nothing was imported.')
  const [logN = 0, r = 0, p = 0] = head.subarray(magic.length)
  if (logN < 10 || logN > mostLogN || r !== costs.r || p < 1 || p > 4)
    throw new AppError(
      'ARCHIVE_DAMAGED',
      'The head of the archive is damaged (byte 16 to 19), or a newer Carrel wrote it. Nothing was imported.',
    )
  const { key, check } = await derive(password, head)
  if (!timingSafeEqual(check, head.subarray(checkAt, checkAt + checkBytes)))
    throw new AppError('ARCHIVE_PASSWORD', 'The passphrase does not open this archive. Try again; without it nothing can be read.')
  if (head.subarray(checkAt + checkBytes, headBytes).some((byte) => byte !== 0))
    throw new AppError('ARCHIVE_DAMAGED', 'The head of the archive is damaged (byte 68 to 79). Nothing was imported.')
  return key
}

async function derive(password: string, head: Buffer): Promise<{ key: Buffer; check: Buffer }> {
  const [logN = 0, r = 0, p = 0] = head.subarray(magic.length)
  const N = 2 ** logN
  const secret = await new Promise<Buffer>((resolve, reject) => {
    const options = { N, r, p, maxmem: 128 * N * r + 2 ** 20 * 16 }
    scrypt(password.normalize('NFC'), head.subarray(20, checkAt), 32, options, (error, made) => (error ? reject(error) : resolve(made)))
  })
  const bound = head.subarray(0, checkAt)
  return {
    key: Buffer.from(hkdfSync('sha256', secret, bound, 'payload', 32)),
    check: Buffer.from(hkdfSync('sha256', secret, bound, 'check', checkBytes)),
  }
}
