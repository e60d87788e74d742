import { AppError } from '../../../contract/errors'
import type { OpenInput } from '../../format'
import { decryptOffice } from './decryptOffice'
import { OfficePackage } from './officePackage'

/**
 * Opens the archive of an office document, decrypted where it is encrypted.
 * Throws DOCUMENT_PASSWORD, DOCUMENT_CORRUPT, DOCUMENT_TOO_LARGE, FORMAT_UNSUPPORTED (a document of the old binary kind).
 */
export async function openOffice(input: OpenInput, { signal, kind }: { signal: AbortSignal; kind: string }): Promise<OfficePackage> {
  if (input.head.detected?.extension !== 'cfb') return OfficePackage.open(input.path, { signal, kind })
  const archive = await decryptOffice(input)
  if (archive) return OfficePackage.open(archive, { signal, kind })
  throw new AppError(
    'FORMAT_UNSUPPORTED',
    `This is a ${kind} of the old kind, before 2007, under another name: save it as a new one and add that.`,
  )
}
