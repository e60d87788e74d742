import type { FileHandle } from 'node:fs/promises'

/** Numbers of a TIFF file in the order of bytes it is written in. */
export interface TiffReader {
  /** What the file begins with. */
  order: 'II' | 'MM'
  short(bytes: Buffer, at: number): number
  long(bytes: Buffer, at: number): number
  writeShort(bytes: Buffer, value: number, at: number): void
  writeLong(bytes: Buffer, value: number, at: number): void
}

export const littleEndian: TiffReader = {
  order: 'II',
  short: (bytes, at) => bytes.readUInt16LE(at),
  long: (bytes, at) => bytes.readUInt32LE(at),
  writeShort: (bytes, value, at) => void bytes.writeUInt16LE(value, at),
  writeLong: (bytes, value, at) => void bytes.writeUInt32LE(value, at),
}

export const bigEndian: TiffReader = {
  order: 'MM',
  short: (bytes, at) => bytes.readUInt16BE(at),
  long: (bytes, at) => bytes.readUInt32BE(at),
  writeShort: (bytes, value, at) => void bytes.writeUInt16BE(value, at),
  writeLong: (bytes, value, at) => void bytes.writeUInt32BE(value, at),
}

/** So many bytes, null where the file ends before. */
export async function bytesAt(file: FileHandle, at: number, length: number): Promise<Buffer | null> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, at)
  return bytesRead === length ? buffer : null
}
