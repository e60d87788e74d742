import { crc32, deflateRawSync } from 'node:zlib'

/** A file for an archive, which may say anything about itself. */
export interface MadeEntry {
  name: string | Uint8Array
  content?: string | Uint8Array
  /** Kept as it is instead of deflated. */
  stored?: boolean
  /** General purpose flags beside the one for UTF-8 names; -1: none at all. */
  flags?: number
  /** Size it claims instead of its own. */
  claims?: number
  checksum?: number
  method?: number
  /** Mode of Unix, e.g. 0o120777 for a link. */
  mode?: number
  /** Points at this offset, with nothing of its own in the archive. */
  offset?: number
  extra?: Uint8Array
}

/** An archive of what it is told, however wrong. */
export function makeZip(entries: readonly MadeEntry[]): Buffer {
  const local: Buffer[] = []
  const central: Buffer[] = []
  let length = 0
  for (const entry of entries) {
    const { stored = false, flags = 0, mode = 0, extra = new Uint8Array() } = entry
    const name = Buffer.from(entry.name as string)
    const content = Buffer.from((entry.content ?? '') as string)
    const packed = stored ? content : deflateRawSync(content, { level: 9 })
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(flags < 0 ? 0 : flags | (typeof entry.name === 'string' ? 0x800 : 0), 2)
    fields.writeUInt16LE(entry.method ?? (stored ? 0 : 8), 4)
    fields.writeUInt32LE(entry.checksum ?? crc32(content), 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(entry.claims ?? content.length, 18)
    fields.writeUInt16LE(name.length, 22)
    fields.writeUInt16LE(extra.length, 24)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(mode * 65_536, 6)
    tail.writeUInt32LE(entry.offset ?? length, 10)
    central.push(Buffer.from('PK\u0001\u0002\u0014\u0003'), fields, tail, name, Buffer.from(extra))
    if (entry.offset !== undefined) continue
    local.push(Buffer.from('PK\u0003\u0004'), fields, name, Buffer.from(extra), packed)
    length += 30 + name.length + extra.length + packed.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 'latin1')
  end.writeUInt16LE(entries.length & 0xffff, 8)
  end.writeUInt16LE(entries.length & 0xffff, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(length, 16)
  return Buffer.concat([...local, directory, end])
}
