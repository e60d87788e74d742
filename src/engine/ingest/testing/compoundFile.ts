const sectorBytes = 512
const free = 0xffff_ffff
const endOfChain = 0xffff_fffe

interface Entry {
  name: string
  kind: 1 | 2 | 5
  content?: Buffer
  /** Entries right below it. */
  children: Entry[]
}

/** A compound file (old Office, Outlook mail) with these streams by their path, as [MS-CFB] lays it out; short streams take a sector each too. */
export function compoundFile(streams: Readonly<Record<string, string>>): Buffer {
  const root: Entry = { name: 'Root Entry', kind: 5, children: [] }
  for (const [path, content] of Object.entries(streams)) {
    let storage = root
    const steps = path.split('/')
    for (const name of steps.slice(0, -1)) {
      let next = storage.children.find((one) => one.name === name)
      if (!next) storage.children.push((next = { name, kind: 1, children: [] }))
      storage = next
    }
    storage.children.push({ name: steps.at(-1)!, kind: 2, content: Buffer.from(content.padEnd(4_096)), children: [] })
  }
  const entries: Entry[] = []
  const list = (entry: Entry) => {
    entries.push(entry)
    entry.children.forEach(list)
  }
  list(root)
  const directorySectors = Math.ceil(entries.length / 4)
  const table: number[] = [0xffff_fffd]
  for (let i = 0; i < directorySectors; i++) table.push(i === directorySectors - 1 ? endOfChain : table.length + 1)
  const starts = new Map<Entry, number>()
  const contents: Buffer[] = []
  for (const entry of entries) {
    if (!entry.content) continue
    starts.set(entry, table.length)
    const count = entry.content.length / sectorBytes
    for (let i = 0; i < count; i++) table.push(i === count - 1 ? endOfChain : table.length + 1)
    contents.push(entry.content)
  }
  const sectors = Buffer.alloc(sectorBytes, 0xff)
  table.slice(0, sectorBytes / 4).forEach((next, i) => sectors.writeUInt32LE(next, i * 4))
  const directory = Buffer.alloc(directorySectors * sectorBytes)
  entries.forEach((entry, i) => writeEntry(directory.subarray(i * 128, i * 128 + 128), entry, entries, starts))
  return Buffer.concat([header(), sectors, directory, ...contents])
}

function header(): Buffer {
  const bytes = Buffer.alloc(sectorBytes)
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(bytes)
  bytes.writeUInt16LE(0x3e, 24)
  bytes.writeUInt16LE(3, 26)
  bytes.writeUInt16LE(0xfffe, 28)
  bytes.writeUInt16LE(9, 30)
  bytes.writeUInt16LE(6, 32)
  bytes.writeUInt32LE(1, 44)
  bytes.writeUInt32LE(1, 48)
  bytes.writeUInt32LE(4_096, 56)
  bytes.writeUInt32LE(endOfChain, 60)
  bytes.writeUInt32LE(endOfChain, 68)
  bytes.fill(0xff, 76)
  bytes.writeUInt32LE(0, 76)
  return bytes
}

/** Siblings hang on each other's right side, which is a tree too. */
function writeEntry(bytes: Buffer, entry: Entry, entries: readonly Entry[], starts: ReadonlyMap<Entry, number>): void {
  const parent = entries.find((one) => one.children.includes(entry))
  const next = parent?.children[parent.children.indexOf(entry) + 1]
  bytes.write(entry.name, 0, 62, 'utf16le')
  bytes.writeUInt16LE(entry.name.length * 2 + 2, 64)
  bytes[66] = entry.kind
  bytes.writeUInt32LE(free, 68)
  bytes.writeUInt32LE(next ? entries.indexOf(next) : free, 72)
  bytes.writeUInt32LE(entry.children[0] ? entries.indexOf(entry.children[0]) : free, 76)
  bytes.writeUInt32LE(starts.get(entry) ?? endOfChain, 116)
  bytes.writeUInt32LE(entry.content?.length ?? 0, 120)
}
