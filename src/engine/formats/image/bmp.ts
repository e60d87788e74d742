/** Pixels of a picture, three bytes (red, green, blue) each, top row first. */
export interface Picture {
  pixels: Uint8Array
  width: number
  height: number
}

/** What a BMP file claims of itself. */
export interface BmpHead {
  width: number
  height: number
  /** Whether its pixels lie there one after the other, not packed. */
  plain: boolean
  /** Pixels an inch, where it says. */
  density?: number
}

const coreHeader = 12
const inch = 0.0254

/** What the first 64 bytes of a BMP file say; null where it is none. */
export function bmpSize(bytes: Uint8Array): BmpHead | null {
  if (bytes.length < 26 || bytes[0] !== 0x42 || bytes[1] !== 0x4d) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const header = view.getUint32(14, true)
  if (header === coreHeader) return { width: view.getUint16(18, true), height: view.getUint16(20, true), plain: true }
  if (header < 40 || bytes.length < 54) return null
  const bits = view.getUint16(28, true)
  const compression = view.getUint32(30, true)
  const plain = compression === 0 || ((compression === 3 || compression === 6) && bits >= 16)
  const density = Math.round(view.getInt32(38, true) * inch)
  return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)), plain, ...(density > 0 ? { density } : {}) }
}

/** Decodes a BMP of 1, 4, 8, 16, 24 or 32 bits a pixel; null where it is packed, cut off or no BMP. */
export function decodeBmp(bytes: Uint8Array): Picture | null {
  const head = bmpSize(bytes)
  if (!head?.plain || head.width <= 0 || head.height <= 0) return null
  const { width, height } = head
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const header = view.getUint32(14, true)
  const isCore = header === coreHeader
  const bits = view.getUint16(isCore ? 24 : 28, true)
  const start = view.getUint32(10, true)
  const stride = Math.ceil((width * bits) / 32) * 4
  if (![1, 4, 8, 16, 24, 32].includes(bits) || start + stride * height > bytes.length) return null
  const topDown = !isCore && view.getInt32(22, true) < 0
  const masks = bits === 16 ? masksOf(view, isCore ? 0 : view.getUint32(30, true)) : null
  const palette = { at: 14 + header, entry: isCore ? 3 : 4 }
  const pixels = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    const row = start + stride * (topDown ? y : height - 1 - y)
    for (let x = 0; x < width; x++) {
      const to = 3 * (y * width + x)
      if (masks) {
        const value = view.getUint16(row + 2 * x, true)
        for (const [channel, mask] of masks.entries()) pixels[to + channel] = share(value, mask)
        continue
      }
      const at = bits >= 24 ? row + (x * bits) / 8 : palette.at + palette.entry * indexAt(bytes, row, x, bits)
      pixels[to] = bytes[at + 2] ?? 0
      pixels[to + 1] = bytes[at + 1] ?? 0
      pixels[to + 2] = bytes[at] ?? 0
    }
  }
  return { pixels, width, height }
}

/** Which bits of a pixel of 16 are its red, green and blue: said in the file, else five each. */
function masksOf(view: DataView, compression: number): number[] {
  return compression === 0 ? [0x7c00, 0x03e0, 0x001f] : [54, 58, 62].map((at) => view.getUint32(at, true))
}

/** The part of a value that a mask leaves, 0 to 255. */
function share(value: number, mask: number): number {
  return mask === 0 ? 0 : Math.round((255 * (value & mask)) / mask)
}

/** Place of a pixel in the palette. */
function indexAt(bytes: Uint8Array, row: number, x: number, bits: number): number {
  const byte = bytes[row + ((x * bits) >> 3)]!
  return (byte >> (8 - bits - ((x * bits) & 7))) & ((1 << bits) - 1)
}
