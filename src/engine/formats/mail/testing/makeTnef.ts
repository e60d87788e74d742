interface Made {
  body: string
  attachments: { title: string; longName: string; content: string }[]
}

/** A winmail.dat as Outlook makes it, of the little that is read of one. */
export function makeTnef({ body, attachments }: Made): Buffer {
  const parts = [Buffer.from('789f3e220100', 'hex'), attribute(1, 0x0002_800c, Buffer.from(`${body}\0`))]
  for (const { title, longName, content } of attachments) {
    parts.push(
      attribute(2, 0x0006_9002, Buffer.alloc(14)),
      attribute(2, 0x0001_8010, Buffer.from(`${title}\0`)),
      attribute(2, 0x0006_800f, Buffer.from(content)),
      attribute(2, 0x0006_9005, properties(longName)),
    )
  }
  return Buffer.concat(parts)
}

function attribute(level: number, id: number, value: Buffer): Buffer {
  const head = Buffer.alloc(9)
  head[0] = level
  head.writeUInt32LE(id, 1)
  head.writeUInt32LE(value.length, 5)
  const sum = Buffer.alloc(2)
  sum.writeUInt16LE(value.reduce((total, byte) => (total + byte) & 0xffff, 0))
  return Buffer.concat([head, value, sum])
}

/** A number, a named property, and the long name: what stands around it must be stepped over. */
function properties(longName: string): Buffer {
  const name = Buffer.from(`${longName}\0`, 'utf16le')
  return Buffer.concat([
    numbers(3),
    tag(0x0003, 0x3705),
    numbers(1),
    tag(0x001f, 0x8001),
    Buffer.alloc(16),
    numbers(1, 6),
    Buffer.from('ab\0', 'utf16le'),
    Buffer.alloc(2),
    numbers(1, 4),
    Buffer.from('x\0', 'utf16le'),
    tag(0x001f, 0x3707),
    numbers(1, name.length),
    name,
    Buffer.alloc((4 - (name.length % 4)) % 4),
  ])
}

function numbers(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [i, value] of values.entries()) bytes.writeUInt32LE(value, i * 4)
  return bytes
}

function tag(type: number, id: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt16LE(type, 0)
  bytes.writeUInt16LE(id, 2)
  return bytes
}
