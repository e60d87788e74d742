import type { NamedFile, Sent } from './uploadBundle'
import type { UploadAnswer, UploadRequest } from './uploadWorker'

let worker: Worker | undefined
let lastId = 0
const waiting = new Map<number, (sent: Sent[] | null) => void>()

/** Sends a group of files from a web worker, which is started at the first call. Throws where the signal ends it. */
export async function uploadInWorker(files: NamedFile[], { headers, signal }: { headers: Record<string, string>; signal: AbortSignal }) {
  signal.throwIfAborted()
  worker ??= startWorker()
  const id = ++lastId
  const cancel = () => worker?.postMessage({ cancel: id } satisfies UploadRequest)
  signal.addEventListener('abort', cancel, { once: true })
  const sent = await new Promise<Sent[] | null>((resolve) => {
    waiting.set(id, resolve)
    worker?.postMessage({ id, files, headers } satisfies UploadRequest)
  })
  signal.removeEventListener('abort', cancel)
  signal.throwIfAborted()
  return sent ?? files.map(() => ({}))
}

function startWorker(): Worker {
  const started = new Worker(new URL('./uploadWorker.ts', import.meta.url), { type: 'module' })
  started.addEventListener('message', ({ data }: MessageEvent<UploadAnswer>) => {
    waiting.get(data.id)?.(data.sent)
    waiting.delete(data.id)
  })
  started.addEventListener('error', () => {
    for (const resolve of waiting.values()) resolve(null)
    waiting.clear()
    worker = undefined
  })
  return started
}
