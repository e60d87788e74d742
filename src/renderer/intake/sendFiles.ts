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
  const waiting: Waiting[] = []
  let place = 0
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
      waiting.push({ ...file, place: place++ })
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

/** A listed file and its place in the list, so that files are handed over in the order they were listed in. */
interface Waiting extends Incoming {
  place: number
}

async function sendOne(file: Waiting, sending: Sending, add: (sent: Sent) => Promise<void>): Promise<void> {
  try {
    const upload = await sending.send(file, sending.signal)
    sending.onSent()
    await add({ place: file.place, source: { kind: 'upload', upload, name: file.name } })
  } catch (error) {
    if (!sending.signal.aborted) sending.onFailed(file.name, error)
  }
}

interface Sent {
  place: number
  source: SourceRef
}

function groupSender({ handOver }: Sending) {
  let sources: Sent[] = []
  let groups = 0
  const rest = async () => {
    const ready = sources
    sources = []
    groups++
    if (ready.length) await handOver(ready.sort((a, b) => a.place - b.place).map(({ source }) => source))
  }
  const add = async (sent: Sent) => {
    sources.push(sent)
    if (sources.length >= (groupSizes[Math.min(groups, groupSizes.length - 1)] as number)) await rest()
  }
  return { add, rest }
}
