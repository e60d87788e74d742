/*
 * Matrix products in single precision: one WebAssembly function, assembled here, that adds a 4 × 8 tile of A·B to C with 128-bit
 * SIMD. Products and sums are separate (no fused multiply-add), so that every machine gives the same bits.
 */

const tileRows = 4
const tileColumns = 8
/** Terms of a sum taken at once, so that a panel of B stays in the first cache. */
const depth = 512

/** Numbers that lie in the memory the kernel sees. */
export function createMatrices(megabytes) {
  const memory = new WebAssembly.Memory({ initial: megabytes * 16 })
  const { tile } = new WebAssembly.Instance(new WebAssembly.Module(kernel()), { m: { m: memory } }).exports
  let used = 0
  const allocate = (length) => {
    const numbers = new Float32Array(memory.buffer, used, length)
    used += Math.ceil(length / 4) * 16
    return numbers
  }
  const packedA = new Map()
  const pack = (key, length) => {
    if (!packedA.has(key)) packedA.set(key, allocate(length))
    return packedA.get(key)
  }

  /**
   * c[m × n] = a · b. Strides say where the element (row, column) lies: `row * strides[0] + column * strides[1]`.
   * m is a multiple of 4, n of 8.
   */
  function multiply(c, a, b, { m, n, k, aStrides, bStrides }) {
    c.fill(0, 0, m * n)
    const [ar, ac] = aStrides
    const [br, bc] = bStrides
    const panelA = pack('a', maxSide(m) * depth)
    const panelB = pack('b', tileColumns * depth)
    for (let from = 0; from < k; from += depth) {
      const terms = Math.min(depth, k - from)
      for (let i = 0, at = 0; i < m; i += tileRows) {
        for (let t = from; t < from + terms; t++) for (let r = 0; r < tileRows; r++) panelA[at++] = a[(i + r) * ar + t * ac]
      }
      for (let j = 0; j < n; j += tileColumns) {
        for (let t = from, at = 0; t < from + terms; t++) for (let x = 0; x < tileColumns; x++) panelB[at++] = b[t * br + (j + x) * bc]
        for (let i = 0; i < m; i += tileRows)
          tile(panelA.byteOffset + i * terms * 4, panelB.byteOffset, c.byteOffset + (i * n + j) * 4, terms, n * 4)
      }
    }
  }
  return { allocate, multiply }
}

function maxSide(m) {
  return Math.max(m, 2048)
}

/** The module: `tile(a, b, c, terms, rowBytes)`, addresses in bytes. */
function kernel() {
  const [a, b, c, terms, row] = [0, 1, 2, 3, 4]
  const rows = [c, 5, 6, 7]
  const sum = (r, half) => 8 + r * 2 + half
  const [b0, b1, a1] = [16, 17, 18]
  const get = (x) => [0x20, x]
  const set = (x) => [0x21, x]
  const load = (offset) => [0xfd, 0x00, 4, offset]
  const splat = (offset) => [0xfd, 0x09, 2, offset]
  const store = (offset) => [0xfd, 0x0b, 4, offset]
  const add = [0xfd, 0xe4, 0x01]
  const multiply = [0xfd, 0xe6, 0x01]
  const halves = [0, 1]
  const step = (pointer, bytes) => [...get(pointer), 0x41, bytes, 0x6a, ...set(pointer)]
  const body = [
    ...[1, 2, 3].flatMap((r) => [...get(rows[r - 1]), ...get(row), 0x6a, ...set(rows[r])]),
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
  const text = (word) => [word.length, ...Buffer.from(word)]
  const section = (id, content) => [id, ...leb(content.length), ...content]
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 5, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0]),
    ...section(2, [1, ...text('m'), ...text('m'), 0x02, 0x00, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text('tile'), 0x00, 0]),
    ...section(10, [1, ...leb(code.length), ...code]),
  ])
}

function leb(value) {
  const bytes = []
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128)
  return [...bytes, value]
}
