/*
 * Matrix products in single precision: one WebAssembly function, assembled here, that adds a 4 × 8 tile of A·B to C with 128-bit
 * SIMD. Products and sums are separate (no fused multiply-add), so that every machine gives the same bits.
 * Nothing is imported, so that the trainer (scripts/training) loads this very file.
 */

/** As far as it is used here: only the types of a browser know it. */
declare const WebAssembly: {
  Memory: new (size: { initial: number }) => { buffer: ArrayBuffer }
  Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  Instance: new (module: object, imports: object) => { exports: object }
}

/** What a product is made of: sizes, and where the element (row, column) of a factor lies: `row * strides[0] + column * strides[1]`. */
export interface Product {
  m: number
  n: number
  k: number
  aStrides: readonly [number, number]
  bStrides: readonly [number, number]
}

/** Numbers in the memory that the kernel sees, and their products. */
export interface Matrices {
  allocate(length: number): Float32Array
  /** c[m × n] = a · b; m is a multiple of 4, n of 8. */
  multiply(c: Float32Array, a: Float32Array, b: Float32Array, product: Product): void
}

const tileRows = 4
const tileColumns = 8
/** Terms of a sum taken at once, so that a panel of B stays in the first cache. */
const depth = 512
const pageBytes = 65_536

/** Makes room for `numbers` floats to allocate, and for products of at most `mostRows` rows. */
export function createMatrices({ numbers, mostRows }: { numbers: number; mostRows: number }): Matrices {
  const panels = (Math.ceil(mostRows / tileRows) * tileRows + tileColumns) * depth
  // Every allocation may be rounded up by three numbers.
  const memory = new WebAssembly.Memory({ initial: Math.ceil(((numbers + panels) * 4 + 1_024) / pageBytes) + 1 })
  const { tile } = new WebAssembly.Instance(new WebAssembly.Module(kernel()), { m: { m: memory } }).exports as {
    tile: (a: number, b: number, c: number, terms: number, rowBytes: number) => void
  }
  let used = 0
  const allocate = (length: number) => {
    const floats = new Float32Array(memory.buffer, used, length)
    used += Math.ceil(length / 4) * 16
    return floats
  }
  const panelA = allocate(Math.ceil(mostRows / tileRows) * tileRows * depth)
  const panelB = allocate(tileColumns * depth)
  return {
    allocate,
    multiply(c, a, b, { m, n, k, aStrides: [ar, ac], bStrides: [br, bc] }) {
      c.fill(0, 0, m * n)
      for (let from = 0; from < k; from += depth) {
        const terms = Math.min(depth, k - from)
        for (let i = 0, at = 0; i < m; i += tileRows) {
          for (let t = from; t < from + terms; t++) for (let r = 0; r < tileRows; r++) panelA[at++] = a[(i + r) * ar + t * ac]!
        }
        for (let j = 0; j < n; j += tileColumns) {
          for (let t = from, at = 0; t < from + terms; t++) for (let x = 0; x < tileColumns; x++) panelB[at++] = b[t * br + (j + x) * bc]!
          for (let i = 0; i < m; i += tileRows)
            tile(panelA.byteOffset + i * terms * 4, panelB.byteOffset, c.byteOffset + (i * n + j) * 4, terms, n * 4)
        }
      }
    },
  }
}

/** The module: `tile(a, b, c, terms, rowBytes)`, addresses in bytes. */
function kernel(): Uint8Array<ArrayBuffer> {
  const [a, b, c, terms, row] = [0, 1, 2, 3, 4] as const
  const rows = [c, 5, 6, 7]
  const sum = (r: number, half: number) => 8 + r * 2 + half
  const [b0, b1, a1] = [16, 17, 18] as const
  const get = (x: number) => [0x20, x]
  const set = (x: number) => [0x21, x]
  const load = (offset: number) => [0xfd, 0x00, 4, offset]
  const splat = (offset: number) => [0xfd, 0x09, 2, offset]
  const store = (offset: number) => [0xfd, 0x0b, 4, offset]
  const add = [0xfd, 0xe4, 0x01]
  const multiply = [0xfd, 0xe6, 0x01]
  const halves = [0, 1]
  const step = (pointer: number, bytes: number) => [...get(pointer), 0x41, bytes, 0x6a, ...set(pointer)]
  const body = [
    ...[1, 2, 3].flatMap((r) => [...get(rows[r - 1]!), ...get(row), 0x6a, ...set(rows[r]!)]),
    ...rows.flatMap((p, r) => halves.flatMap((h) => [...get(p), ...load(16 * h), ...set(sum(r, h))])),
    ...[0x03, 0x40],
    ...[...get(b), ...load(0), ...set(b0), ...get(b), ...load(16), ...set(b1)],
    ...rows.flatMap((_p, r) => [
      ...[...get(a), ...splat(4 * r), ...set(a1)],
      ...halves.flatMap((h) => [...get(sum(r, h)), ...get(a1), ...get(h ? b1 : b0), ...multiply, ...add, ...set(sum(r, h))]),
    ]),
    ...step(a, 16),
    ...step(b, 32),
    ...[...get(terms), 0x41, 1, 0x6b, 0x22, terms, 0x0d, 0, 0x0b],
    ...rows.flatMap((p, r) => halves.flatMap((h) => [...get(p), ...get(sum(r, h)), ...store(16 * h)])),
    0x0b,
  ]
  const code = [2, 3, 0x7f, 11, 0x7b, ...body]
  const text = (word: string) => [word.length, ...[...word].map((letter) => letter.charCodeAt(0))]
  const section = (id: number, content: number[]) => [id, ...leb(content.length), ...content]
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 5, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0]),
    ...section(2, [1, ...text('m'), ...text('m'), 0x02, 0x00, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text('tile'), 0x00, 0]),
    ...section(10, [1, ...leb(code.length), ...code]),
  ])
}

function leb(length: number): number[] {
  const bytes: number[] = []
  let value = length
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128)
  return [...bytes, value]
}
