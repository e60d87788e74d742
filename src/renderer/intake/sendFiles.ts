import type { SourceRef } from '../../contract'
import type { Incoming } from './incoming'

/** Files sent at once. */
const concurrency = 4
/** The first files are handed over in small groups, so that reading begins at once; later groups grow up to the last of these. */
const groupSizes = [8, 32, 128, 512, 2_048]

export interface Sending {
  /** Sends one file and returns the host's name for it. */
  send(file: Incoming, signal: AbortSignal): Promise<string>
  /** Hands uploaded files over for reading. */
  handOver(sources: SourceRef[]): Promise<void>
  onListed(): void
  onSent(): void
  onFailed(name: string, error: unknown): void
  signal: AbortSignal
}

/** Sends files as they are listed, a few at a time; one that fails is told of and the others go on. */
export async function sendFiles(files: AsyncIterable<Incoming>, sending: Sending): Promise<void> {
  const { signal } = sending
  const waiting: Incoming[] = []
  const group = groupSender(sending)
  let listing = true
  let wake: (() => void)[] = []
  const wakeAll = () => {
    for (const resolve of wake) resolve()
    wake = []
  }
  const work = async () => {
    while (!signal.aborted) {
      const next = waiting.shift()
      if (next) await sendOne(next, sending, group.add)
      else if (!listing) return
      else await new Promise<void>((resolve) => wake.push(resolve))
    }
  }
  const workers = Array.from({ length: concurrency }, work)
  try {
    for await (const file of files) {
      if (signal.aborted) break
      waiting.push(file)
      sending.onListed()
      wakeAll()
    }
  } finally {
    listing = false
    wakeAll()
  }
  await Promise.all(workers)
  await group.rest()
}

async function sendOne(file: Incoming, sending: Sending, add: (source: SourceRef) => Promise<void>): Promise<void> {
  try {
    const upload = await sending.send(file, sending.signal)
    sending.onSent()
    await add({ kind: 'upload', upload, name: file.name })
  } catch (error) {
    if (!sending.signal.aborted) sending.onFailed(file.name, error)
  }
}

function groupSender({ handOver }: Sending) {
  let sources: SourceRef[] = []
  let groups = 0
  const rest = async () => {
    const ready = sources
    sources = []
    groups++
    if (ready.length) await handOver(ready)
  }
  const add = async (source: SourceRef) => {
    sources.push(source)
    if (sources.length >= (groupSizes[Math.min(groups, groupSizes.length - 1)] as number)) await rest()
  }
  return { add, rest }
}
