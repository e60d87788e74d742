import { uploadFiles, type NamedFile, type Sent } from './uploadBundle'

/** What the window asks of the upload worker. */
export type UploadRequest = { id: number; files: NamedFile[]; headers: Record<string, string> } | { cancel: number }

/** What it hears: what became of each file, or null where it was cancelled. */
export interface UploadAnswer {
  id: number
  sent: Sent[] | null
}

const worker = self as unknown as { onmessage: (event: MessageEvent<UploadRequest>) => void; postMessage: (answer: UploadAnswer) => void }
const controls = new Map<number, AbortController>()

worker.onmessage = ({ data }) => {
  if ('cancel' in data) controls.get(data.cancel)?.abort()
  else void upload(data)
}

async function upload({ id, files, headers }: Exclude<UploadRequest, { cancel: number }>): Promise<void> {
  const control = new AbortController()
  controls.set(id, control)
  const sent = await uploadFiles(files, { headers, signal: control.signal }).catch(() => null)
  controls.delete(id)
  worker.postMessage({ id, sent })
}
