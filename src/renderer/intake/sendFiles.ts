import type { SourceRef } from '../../contract'
import type { Incoming } from './incoming'
import { bundleLimits, largestBundled, type NamedFile, type Sent, type Unsent } from './uploadBundle'

/** Bundles sent at once. */
const concurrency = 3
/** The first files are handed over in small groups, so that reading begins at once; later groups grow up to the last of these. */
const groupSizes = [8, 32, 128, 512, 2_048]
/** Files taken from a list before the window may draw again. */
const listedAtOnce = 200
/**
 * Files opened before the window may draw again. The browser answers each in the same task as the one before, as long as there is a next:
 * unbroken, 760 of them were one task of 170 ms of processor time (Chromium, 2026-11-21).
 */
const openedAtOnce = 32

export interface Sending {
  /** Sends a bundle of files; what became of each comes back in their order. */
  send(files: NamedFile[], signal: AbortSignal): Promise<Sent[]>
  /** Hands uploaded files over for reading. */
  handOver(sources: SourceRef[]): Promise<void>
  onListed(): void
  onSent(): void
  onFailed(name: string, why: Unsent): void
  signal: AbortSignal
}

/** Sends files as they are listed, a few bundles at a time; one that fails is told of and the others go on. */
export async function sendFiles(files: AsyncIterable<Incoming>, sending: Sending): Promise<void> {
  const { signal } = sending
  const waiting = createLine()
  const group = groupSender(sending)
  const work = async () => {
    for (let bundle = 0; !signal.aborted; bundle++) {
      const next = await waiting.take(bundle === 0 ? groupSizes[0]! : bundleLimits.files)
      if (!next) return
      await sendBundles(next, sending, group.add)
    }
  }
  const workers = Array.from({ length: concurrency }, work)
  try {
    let place = 0
    for await (const file of files) {
      if (signal.aborted) break
      waiting.put({ ...file, place: place++ })
      sending.onListed()
      if (place % listedAtOnce === 0) await nextTask()
    }
  } finally {
    waiting.close()
  }
  await Promise.all(workers)
  await group.rest()
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}

/** A listed file and its place in the list, so that files are handed over in the order they were listed in. */
interface Waiting extends Incoming {
  place: number
}

/** Files that wait to be sent, first in first out. */
function createLine() {
  let files: Waiting[] = []
  let at = 0
  let closed = false
  let wake: (() => void)[] = []
  const wakeAll = () => {
    for (const resolve of wake) resolve()
    wake = []
  }
  return {
    put(file: Waiting) {
      files.push(file)
      wakeAll()
    },
    close() {
      closed = true
      wakeAll()
    },
    /** The next files, at most `count`; null when there will be none. */
    async take(count: number): Promise<Waiting[] | null> {
      while (at === files.length && !closed) await new Promise<void>((resolve) => wake.push(resolve))
      if (at === files.length) return null
      const next = files.slice(at, at + count)
      at += next.length
      if (at === files.length) [files, at] = [[], 0]
      return next
    },
  }
}

interface Opened extends NamedFile {
  place: number
}

async function sendBundles(waiting: readonly Waiting[], sending: Sending, add: (sent: Uploaded) => Promise<void>): Promise<void> {
  const opened: Opened[] = []
  for (const [index, { name, place, open }] of waiting.entries()) {
    if (index % openedAtOnce === openedAtOnce - 1) await nextTask()
    try {
      opened.push({ name, place, file: await open() })
    } catch (error) {
      sending.onFailed(name, error instanceof Error ? { message: error.message } : {})
    }
  }
  for (const bundle of bundlesOf(opened)) {
    if (sending.signal.aborted) return
    await sendBundle(bundle, sending, add)
  }
}

function* bundlesOf(files: readonly Opened[]): Generator<Opened[]> {
  let bundle: Opened[] = []
  let bytes = 0
  for (const file of files) {
    const isLarge = file.file.size > largestBundled
    if (bundle.length > 0 && (isLarge || bytes + file.file.size > bundleLimits.bytes)) {
      yield bundle
      bundle = []
      bytes = 0
    }
    bundle.push(file)
    bytes += file.file.size
    if (!isLarge) continue
    yield bundle
    bundle = []
    bytes = 0
  }
  if (bundle.length > 0) yield bundle
}

async function sendBundle(bundle: Opened[], sending: Sending, add: (sent: Uploaded) => Promise<void>): Promise<void> {
  let sent: Sent[]
  try {
    sent = await sending.send(
      bundle.map(({ name, file }) => ({ name, file })),
      sending.signal,
    )
  } catch (error) {
    if (sending.signal.aborted) return
    sent = bundle.map(() => (error instanceof Error ? { message: error.message } : {}))
  }
  for (const [i, { name, place }] of bundle.entries()) {
    const one = sent[i]
    if (!one || !('upload' in one)) sending.onFailed(name, one ?? {})
    else {
      sending.onSent()
      await add({ place, source: { kind: 'upload', upload: one.upload, name } })
    }
  }
}

interface Uploaded {
  place: number
  source: SourceRef
}

function groupSender({ handOver }: Sending) {
  let sources: Uploaded[] = []
  let groups = 0
  const rest = async () => {
    const ready = sources
    sources = []
    groups++
    if (ready.length) await handOver(ready.sort((a, b) => a.place - b.place).map(({ source }) => source))
  }
  const add = async (sent: Uploaded) => {
    sources.push(sent)
    if (sources.length >= (groupSizes[Math.min(groups, groupSizes.length - 1)] as number)) await rest()
  }
  return { add, rest }
}
