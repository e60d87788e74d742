import { open, type FileHandle } from 'node:fs/promises'

/*
 * Looks into an ONNX file without loading it. A model may name other files for its weights, by any path: loading such a model reads
 * those. Field numbers are those of onnx.proto (github.com/onnx/onnx).
 */

const graph = 7
const initializer = 5
const externalData = 13
const dataLocation = 14
/** A graph has thousands of weights; a file with more fields than this is made to be slow. */
const mostFields = 2_000_000

/** Whether a model keeps weights in other files. Throws BAD_REQUEST-worthy plain errors nowhere: what is no ONNX file names none. */
export async function namesOtherFiles(path: string): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const walk = { left: mostFields, reader: reader(file, size) }
    for await (const part of fields(walk, 0, size)) {
      if (part.field !== graph) continue
      for await (const tensor of fields(walk, part.from, part.to)) {
        if (tensor.field !== initializer) continue
        for await (const one of fields(walk, tensor.from, tensor.to))
          if (one.field === externalData || (one.field === dataLocation && one.value === 1)) return true
      }
    }
    return false
  } finally {
    await file.close()
  }
}

interface Field {
  field: number
  value: number
  from: number
  to: number
}

interface Walk {
  left: number
  reader: (at: number) => Promise<number>
}

/** The fields of a message that lies in the bytes from `at` to `end`; ends quietly where they make no sense. */
async function* fields(walk: Walk, at: number, end: number): AsyncGenerator<Field> {
  while (at < end && walk.left-- > 0) {
    const key = await varint(walk, at)
    const kind = key.value & 7
    const field = Math.floor(key.value / 8)
    if (kind === 0) {
      const { value, next } = await varint(walk, key.next)
      yield { field, value, from: key.next, to: next }
      at = next
    } else if (kind === 1 || kind === 5) {
      at = key.next + (kind === 1 ? 8 : 4)
    } else if (kind === 2) {
      const length = await varint(walk, key.next)
      const to = length.next + length.value
      if (to > end) return
      yield { field, value: 0, from: length.next, to }
      at = to
    } else return
  }
}

async function varint({ reader }: Walk, at: number): Promise<{ value: number; next: number }> {
  let value = 0
  for (let i = 0; i < 10; i++) {
    const byte = await reader(at + i)
    value += (byte & 127) * 2 ** (7 * i)
    if (byte < 128) return { value, next: at + i + 1 }
  }
  return { value, next: at + 10 }
}

/** Bytes by position, read a block at a time: names and sizes stand together, the numbers between them are passed over. */
function reader(file: FileHandle, size: number): Walk['reader'] {
  const block = Buffer.alloc(4_096)
  let from = -1
  let filled = 0
  return async (at) => {
    if (at >= size) return 0
    if (from < 0 || at < from || at >= from + filled) {
      from = at
      filled = (await file.read(block, 0, block.length, at)).bytesRead
    }
    return block[at - from] ?? 0
  }
}
