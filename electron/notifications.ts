import { Notification } from 'electron'
import type { Job } from '../src/contract'

/** An import shorter than this ends while its user still looks at it, in milliseconds. */
const longImportMs = 15_000

/** Whether the end of an import is worth a notification: it took long, was not cancelled, and nobody is looking. */
export function isWorthTelling(job: Job, { focused }: { focused: boolean }): boolean {
  if (focused || job.state === 'cancelled' || job.endedAt === null) return false
  return Date.parse(job.endedAt) - Date.parse(job.createdAt) >= longImportMs
}

/** What a notification says of an ended import. */
export function describeImport({ state, error, progress: { documents } }: Job): { title: string; body: string } {
  if (state === 'failed') return { title: 'The import stopped', body: error?.message ?? 'Open Carrel to see why.' }
  const read = documents.done - documents.failed
  const failed = documents.failed === 0 ? '' : ` ${documents.failed} could not be read; the library says why.`
  return { title: 'The import is done', body: `${read} ${read === 1 ? 'document is' : 'documents are'} ready.${failed}` }
}

/** Tells of an ended import; a click calls `onClick`. Systems without notifications stay silent. */
export function notifyOfImport(job: Job, { focused, onClick }: { focused: boolean; onClick: () => void }): void {
  if (!isWorthTelling(job, { focused }) || !Notification.isSupported()) return
  const notification = new Notification(describeImport(job))
  notification.on('click', onClick)
  notification.show()
}
