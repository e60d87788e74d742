import { create } from 'zustand'

/** What became of a drop on its way to the host. */
export interface UploadBatch {
  id: number
  workspace: string
  /** True while folders are still being listed, so that `total` may grow. */
  listing: boolean
  total: number
  done: number
  bytes: number
  failed: readonly { name: string; message: string }[]
  cancelled: boolean
}

interface UploadsState {
  batches: readonly UploadBatch[]
}

export const useUploads = create<UploadsState>()(() => ({ batches: [] }))

export function changeBatch(id: number, change: (batch: UploadBatch) => UploadBatch): void {
  useUploads.setState(({ batches }) => ({ batches: batches.map((batch) => (batch.id === id ? change(batch) : batch)) }))
}

/** Files under way over all batches; null when there are none. */
export function uploadsOverview(batches: readonly UploadBatch[]): { done: number; total: number; failed: number; listing: boolean } | null {
  if (batches.length === 0) return null
  return {
    done: batches.reduce((sum, batch) => sum + batch.done, 0),
    total: batches.reduce((sum, batch) => sum + batch.total, 0),
    failed: batches.reduce((sum, batch) => sum + batch.failed.length, 0),
    listing: batches.some(({ listing }) => listing),
  }
}
