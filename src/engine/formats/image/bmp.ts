/** Pixels of a picture, three bytes (red, green, blue) each, top row first. */
export interface Picture {
  pixels: Uint8Array
  width: number
  height: number
}

/** The size a BMP file claims, from its first 54 bytes; null where it is none. */
export function bmpSize(bytes: Uint8Array): { width: number; height: number } | null {
  if (bytes.length < 54 || bytes[0] !== 0x42 || bytes[1] !== 0x4d) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) }
}

/** Decodes an uncompressed BMP of 1, 4, 8, 24 or 32 bits a pixel; null where it is another kind, cut off or no BMP. */
export function decodeBmp(bytes: Uint8Array): Picture | null {
  const size = bmpSize(bytes)
  if (!size || size.width <= 0 || size.height <= 0) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const bits = view.getUint16(28, true)
  const compression = view.getUint32(30, true)
  const start = view.getUint32(10, true)
  const stride = Math.ceil((size.width * bits) / 32) * 4
  const plain = compression === 0 || (compression === 3 && bits === 32)
  if (!plain || ![1, 4, 8, 24, 32].includes(bits) || start + stride * size.height > bytes.length) return null
  const palette = 14 + view.getUint32(14, true)
  const topDown = view.getInt32(22, true) < 0
  const pixels = new Uint8Array(size.width * size.height * 3)
  for (let y = 0; y < size.height; y++) {
    const row = start + stride * (topDown ? y : size.height - 1 - y)
    for (let x = 0; x < size.width; x++) {
      const at = bits >= 24 ? row + (x * bits) / 8 : palette + 4 * indexAt(bytes, row, x, bits)
      const to = 3 * (y * size.width + x)
      pixels[to] = bytes[at + 2] ?? 0
      pixels[to + 1] = bytes[at + 1] ?? 0
      pixels[to + 2] = bytes[at] ?? 0
    }
  }
  return { pixels, width: size.width, height: size.height }
}

/** Place of a pixel in the palette. */
function indexAt(bytes: Uint8Array, row: number, x: number, bits: number): number {
  const byte = bytes[row + ((x * bits) >> 3)]!
  return (byte >> (8 - bits - ((x * bits) & 7))) & ((1 << bits) - 1)
}
