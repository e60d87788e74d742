/*
 * Sends files to the web host: small ones many at a time, for a request costs far more than a small file. Runs in a web worker,
 * because starting a request with a file as its body takes milliseconds, and ten thousand of them would hold the window up.
 */

export interface NamedFile {
  name: string
  file: File
}

/** The host's name for a file, or why it was not taken; in the order of the files. */
export type Sent = { upload: string } | Unsent

/** Why a file was not taken: the host's sentence, its status where it said none, or neither where the file could not be read. */
export interface Unsent {
  message?: string
  status?: number
  /** The host was reached and refused it. */
  answered?: boolean
}

export interface BundleOptions {
  /** Headers that open the host's routes. */
  headers: Record<string, string>
  signal: AbortSignal
}

/** Files above this go alone, so that a bundle stays well below what the host takes at once (16 MB). */
export const largestBundled = 1024 ** 2

/** Most bytes and files of a bundle. */
export const bundleLimits = { bytes: 4 * 1024 ** 2, files: 256 }

/** Sends a group of files. What fails is told for each file; throws only where the signal ended it. */
export async function uploadFiles(files: readonly NamedFile[], options: BundleOptions): Promise<Sent[]> {
  const [only] = files
  if (files.length === 1 && only) return [await attempt(options.signal, () => uploadOne(only, options))]
  const contents = await Promise.all(files.map(({ file }) => file.arrayBuffer().catch(() => null)))
  const readable = files.flatMap((file, i) => (contents[i] ? [{ name: file.name, content: contents[i] }] : []))
  let uploads: string[] = []
  const failure = await attempt(options.signal, async () => {
    uploads = readable.length > 0 ? await uploadMany(readable, options) : []
    return ''
  })
  // One name or file that the host does not take must not cost the others: each is sent by itself then.
  if (!('upload' in failure) && failure.answered)
    return await Promise.all(files.map((file) => attempt(options.signal, () => uploadOne(file, options))))
  let next = 0
  return contents.map((content): Sent => {
    if (!content) return {}
    return 'upload' in failure ? { upload: uploads[next++] as string } : failure
  })
}

async function attempt(signal: AbortSignal, send: () => Promise<string>): Promise<Sent> {
  try {
    return { upload: await send() }
  } catch (error) {
    signal.throwIfAborted()
    const { message, status, answered } = error as Unsent
    return { ...(status === undefined ? (message ? { message } : {}) : { status }), ...(answered ? { answered } : {}) }
  }
}

async function uploadOne({ name, file }: NamedFile, options: BundleOptions): Promise<string> {
  const answer = await post('/uploads', file, { ...options, headers: { ...options.headers, 'x-carrel-name': encodeURIComponent(name) } })
  return (answer as { upload: string }).upload
}

async function uploadMany(files: readonly { name: string; content: ArrayBuffer }[], options: BundleOptions): Promise<string[]> {
  const list = new TextEncoder().encode(JSON.stringify(files.map(({ name, content }) => ({ name, bytes: content.byteLength }))))
  const length = new DataView(new ArrayBuffer(4))
  length.setUint32(0, list.length, true)
  const body = new Blob([length.buffer, list, ...files.map(({ content }) => content)])
  const { uploads } = (await post('/uploads/bundle', body, options)) as { uploads: { upload: string }[] }
  return uploads.map(({ upload }) => upload)
}

async function post(path: string, body: Blob, { headers, signal }: BundleOptions): Promise<unknown> {
  const response = await fetch(path, { method: 'POST', body, headers: { ...headers, 'content-type': 'application/octet-stream' }, signal })
  const answer: { error?: { message?: string }; message?: string } | null = await response.json().catch(() => null)
  if (response.ok && answer) return answer
  const message = answer?.error?.message ?? answer?.message
  throw Object.assign(new Error(message ?? 'refused'), { answered: true, ...(message ? {} : { status: response.status }) })
}
