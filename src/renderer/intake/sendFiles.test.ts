import { describe, expect, it } from 'vitest'
import type { SourceRef } from '../../contract'
import type { Incoming } from './incoming'
import { sendFiles, type Sending } from './sendFiles'

async function* listing(count: number): AsyncGenerator<Incoming> {
  for (let index = 0; index < count; index++) yield { name: `f${index}`, open: async () => new File([], `f${index}`) }
}

function recorder(send: (name: string) => Promise<string>, control = new AbortController()) {
  const seen = { groups: [] as SourceRef[][], listed: 0, sent: 0, failed: [] as string[], atOnce: 0, most: 0 }
  const sending: Sending = {
    async send(files, signal) {
      seen.most = Math.max(seen.most, ++seen.atOnce)
      try {
        const sent = await Promise.all(
          files.map(async ({ name }) =>
            send(name).then(
              (upload) => ({ upload }),
              (error: Error) => ({ message: error.message }),
            ),
          ),
        )
        signal.throwIfAborted()
        return sent
      } finally {
        seen.atOnce--
      }
    },
    handOver: async (sources) => void seen.groups.push(sources),
    onListed: () => seen.listed++,
    onSent: () => seen.sent++,
    onFailed: (name) => seen.failed.push(name),
    signal: control.signal,
  }
  return { seen, sending, control }
}

const soon = (name: string) => new Promise<string>((resolve) => setTimeout(resolve, Math.random() * 4, `up-${name}`))

describe('sending files', () => {
  it('sends each once, three bundles at a time, and hands them over in growing groups', async () => {
    const { seen, sending } = recorder(soon)
    await sendFiles(listing(200), sending)
    expect(seen).toMatchObject({ listed: 200, sent: 200, failed: [] })
    expect(seen.most).toBeLessThanOrEqual(3)
    const names = seen.groups.flat().map((source) => (source.kind === 'upload' ? source.name : ''))
    expect(new Set(names).size).toBe(200)
    expect(names).toHaveLength(200)
    expect(seen.groups[0]?.length).toBeLessThan(12)
    expect(seen.groups.length).toBeLessThan(7)
  })

  it('hands the files of a group over in the order they were listed in', async () => {
    const { seen, sending } = recorder(soon)
    await sendFiles(listing(60), sending)
    for (const group of seen.groups) {
      const places = group.map((source) => Number((source as { name: string }).name.slice(1)))
      expect(places).toEqual([...places].sort((a, b) => a - b))
    }
  })

  it('tells of a file that fails and goes on with the others', async () => {
    const { seen, sending } = recorder(async (name) => {
      if (name === 'f3') throw new Error('disk full')
      return name
    })
    await sendFiles(listing(10), sending)
    expect(seen.failed).toEqual(['f3'])
    expect(seen.groups.flat()).toHaveLength(9)
  })

  it('sends nothing more once it is cancelled, and what was sent is still handed over', async () => {
    let late = 0
    const { seen, sending, control } = recorder(async (name) => {
      if (control.signal.aborted) late += 1
      await new Promise((resolve) => setTimeout(resolve, 2))
      if (name === 'f20') control.abort()
      return name
    })
    await sendFiles(listing(10_000), sending)
    expect(late).toBe(0)
    expect(seen.sent).toBeLessThan(5_000)
    expect(seen.groups.flat()).toHaveLength(seen.sent)
    expect(seen.failed).toEqual([])
  })
})
