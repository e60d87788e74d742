import { readFile, stat } from 'node:fs/promises'
import { AppError } from '../../../contract/errors'
import { isEncrypted } from './isEncrypted'

/** Largest encrypted file: decrypting takes about six times that in memory. */
const maxEncryptedBytes = 64 * 1024 * 1024

/** Most rounds of hashing a password; Office asks for 100,000 and takes a second for it. */
const maxRounds = 1_000_000

/** What Excel encrypts with when a workbook is only protected against changes: it opens without asking. */
const openPassword = 'VelvetSweatshop'

/**
 * The archive inside an encrypted DOCX, XLSX or PPTX; null where the compound file holds none (an old binary document).
 * Throws DOCUMENT_PASSWORD (none given, or a wrong one), DOCUMENT_TOO_LARGE (over 64 MB), DOCUMENT_CORRUPT.
 */
export async function decryptOffice({ path, password }: { path: string; password?: string }): Promise<Buffer | null> {
  if (!(await isEncrypted(path))) return null
  await checkSize(path)
  return decryptBytes(await readFile(path), password)
}

/** The decrypted form of an encrypted compound file: an archive, or for .xls a compound file again. Throws as `decryptOffice` does. */
export async function decryptBytes(bytes: Buffer, password: string | undefined): Promise<Buffer> {
  checkRounds(bytes)
  const { default: tool } = await import('officecrypto-tool')
  try {
    return await tool.decrypt(bytes, { password: password ?? openPassword })
  } catch (cause) {
    if (password === undefined) throw new AppError('DOCUMENT_PASSWORD', 'The document is encrypted: give its password.', { cause })
    if (!(cause instanceof Error) || cause.message !== 'The password is incorrect') throw undecipherable(cause)
    throw new AppError('DOCUMENT_PASSWORD', 'The password is not the right one: give the password of the document.', { cause })
  }
}

async function checkSize(path: string): Promise<void> {
  const { size } = await stat(path)
  if (size <= maxEncryptedBytes) return
  throw new AppError(
    'DOCUMENT_TOO_LARGE',
    `An encrypted document may have ${maxEncryptedBytes >> 20} MB, this one has ${size >> 20} MB: save it without a password and add that.`,
  )
}

/** A file can ask for billions of rounds, which would keep a reader busy for hours. */
function checkRounds(bytes: Buffer): void {
  const name = 'spinCount="'
  const at = bytes.indexOf(name)
  const rounds = at < 0 ? 0 : Number.parseInt(bytes.toString('latin1', at + name.length, at + name.length + 12), 10)
  if (rounds > maxRounds) throw undecipherable(new Error(`${rounds} rounds`))
}

function undecipherable(cause: unknown): AppError {
  return new AppError(
    'DOCUMENT_CORRUPT',
    'The document is encrypted in a way that cannot be undone, or damaged: save it without a password and add that.',
    { cause },
  )
}
