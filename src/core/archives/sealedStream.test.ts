import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holdSecret, keyOf, makeKey } from './archiveKey'
import { chunkBytes, seal, tagBytes, unseal } from './sealedStream'

const runs = process.env.CARREL_LONG ? 2_000 : 60

async function whole(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}

async function* cutInto(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const key = randomBytes(32)
const opened = (sealed: Buffer) => whole(unseal(cutInto(sealed, 50_000), key, { offset: 0 }))

describe('a sealed stream', () => {
  it('opens to what was sealed, whatever its size and however it comes', async () => {
    const size = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constantFrom(chunkBytes - 1, chunkBytes, chunkBytes + 1, 3 * chunkBytes))
    await fc.assert(
      fc.asyncProperty(size, fc.integer({ min: 1, max: 100_000 }), async (bytes, piece) => {
        const plain = randomBytes(bytes)
        const sealed = await whole(seal(cutInto(plain, piece), key))
        expect(sealed.length).toBe(bytes + tagBytes * Math.max(1, Math.ceil(bytes / chunkBytes)))
        expect((await opened(sealed)).equals(plain)).toBe(true)
      }),
      { numRuns: runs },
    )
  })

  it('is refused with the place wherever a bit was changed, and where chunks are missing, moved, doubled or added', async () => {
    const plain = randomBytes(3 * chunkBytes + 100)
    const sealed = await whole(seal(cutInto(plain, 9_999), key))
    const step = chunkBytes + tagBytes
    const chunks = Array.from({ length: 4 }, (_, i) => sealed.subarray(i * step, (i + 1) * step))
    const [a, b, c, d] = chunks as [Buffer, Buffer, Buffer, Buffer]
    const wrong = [
      [a, b, c],
      [a, b, d],
      [b, a, c, d],
      [a, a, b, c, d],
      [a, b, c, d, d],
      [b, c, d],
      [a, b, c, d.subarray(0, 20)],
      [],
      [a, b, c, d, Buffer.from('x')],
    ]
    for (const one of wrong) await expect(opened(Buffer.concat(one))).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: sealed.length - 1 }), fc.integer({ min: 0, max: 7 }), async (at, bit) => {
        const changed = Buffer.from(sealed)
        changed[at]! ^= 1 << bit
        const error = (await opened(changed).catch((thrown: unknown) => thrown)) as { code: string; details: { offset: number } }
        expect(error.code).toBe('ARCHIVE_DAMAGED')
        expect(error.details.offset).toBe(Math.floor(at / step) * step)
      }),
      { numRuns: runs },
    )
  })
})

describe('the head of an archive', { timeout: 60_000 }, () => {
  it('opens to the same key with the same passphrase, however its letters were typed, and to none with another', async () => {
    const { head, key: made } = await makeKey('caf\u00e9 au lait')
    expect((await keyOf(head, 'cafe\u0301 au lait')).equals(made)).toBe(true)
    await expect(keyOf(head, 'cafe au lait')).rejects.toMatchObject({ code: 'ARCHIVE_PASSWORD' })
    expect((await makeKey('caf\u00e9 au lait')).key.equals(made)).toBe(false)
  })

  it('is refused before anything is computed where it asks for more than a machine has', async () => {
    const { head } = await makeKey('passphrase')
    for (const [at, value] of [
      [16, 30],
      [16, 19],
      [16, 2],
      [17, 255],
      [18, 0],
      [18, 200],
    ] as const) {
      const changed = Buffer.from(head).fill(0, 68)
      changed[at] = value
      await expect(keyOf(changed, 'passphrase')).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' })
    }
    expect((await keyOf(Buffer.from(head).fill(0, 68), 'passphrase')).length, 'an early head, without its sum').toBe(32)
    await expect(keyOf(head.subarray(0, 40), 'passphrase')).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' })
    await expect(keyOf(Buffer.alloc(80), 'passphrase')).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' })
  })
  it('is told as damaged, not as a wrong passphrase, wherever a bit of it was changed', async () => {
    const { head } = await makeKey('passphrase')
    for (let at = 0; at < head.length; at++) {
      const changed = Buffer.from(head)
      changed[at]! ^= 1 << (at % 8)
      await expect(keyOf(changed, 'passphrase'), `byte ${at}`).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' })
    }
  })

  it('is another for every archive of one secret, each with a key of its own that the passphrase opens', async () => {
    const secret = await holdSecret('passphrase')
    const made = Array.from({ length: 256 }, () => secret.next()!)
    expect(new Set(made.map(({ key }) => key.toString('hex'))).size).toBe(256)
    for (const { head, key } of [made[1]!, made[255]!]) expect((await keyOf(head, 'passphrase')).equals(key)).toBe(true)
    expect(secret.next()).toBeNull()
  })
})
