/** Words of the key schedule: 18 for the rounds, 4 boxes of 256. They are the binary digits of pi after the point. */
const scheduleWords = 18 + 4 * 256

let digits: Uint32Array | null = null

function digitsOfPi(): Uint32Array {
  if (digits) return digits
  const guard = 64n
  const bits = BigInt(32 * scheduleWords)
  const one = 1n << (bits + guard)
  // Machin: pi = 16 arctan(1/5) - 4 arctan(1/239).
  const pi = 16n * arctan(5n, one) - 4n * arctan(239n, one)
  const fraction = (pi - 3n * one) >> guard
  const words = new Uint32Array(scheduleWords)
  const hexadecimal = fraction.toString(16).padStart(scheduleWords * 8, '0')
  for (let i = 0; i < scheduleWords; i++) words[i] = Number.parseInt(hexadecimal.slice(8 * i, 8 * i + 8), 16)
  digits = words
  return words
}

function arctan(inverse: bigint, one: bigint): bigint {
  let term = one / inverse
  let sum = term
  const square = inverse * inverse
  for (let n = 3n, sign = -1n; term !== 0n; n += 2n, sign = -sign) {
    term /= square
    sum += (sign * term) / n
  }
  return sum
}

/** Schneier's Blowfish, which OpenSSL no longer offers: the cipher of OpenDocument up to version 1.1. */
class Blowfish {
  private readonly words = digitsOfPi().slice()

  constructor(key: Uint8Array) {
    const { words } = this
    for (let i = 0, at = 0; i < 18; i++) {
      let part = 0
      for (let k = 0; k < 4; k++, at++) part = (part << 8) | key[at % key.length]!
      words[i] = words[i]! ^ part
    }
    let [left, right] = [0, 0]
    for (let i = 0; i < scheduleWords; i += 2) {
      ;[left, right] = this.encrypt(left, right)
      words[i] = left
      words[i + 1] = right
    }
  }

  encrypt(left: number, right: number): [number, number] {
    const { words } = this
    let [a, b] = [left, right]
    for (let round = 0; round < 16; round += 2) {
      a ^= words[round]!
      b ^= this.mix(a)
      b ^= words[round + 1]!
      a ^= this.mix(b)
    }
    return [(b ^ words[17]!) >>> 0, (a ^ words[16]!) >>> 0]
  }

  private mix(value: number): number {
    const { words } = this
    const sum = (words[18 + (value >>> 24)]! + words[274 + ((value >>> 16) & 255)]!) | 0
    return ((sum ^ words[530 + ((value >>> 8) & 255)]!) + words[786 + (value & 255)]!) | 0
  }
}

/** Blowfish in cipher feedback of 64 bits. The same both ways but for what is fed back: the encrypted bytes. */
export function blowfishCfb(input: Buffer, { key, iv, direction }: { key: Buffer; iv: Buffer; direction: 'encrypt' | 'decrypt' }): Buffer {
  const cipher = new Blowfish(key)
  const output = Buffer.alloc(input.length)
  let [left, right] = [iv.readUInt32BE(0), iv.readUInt32BE(4)]
  const pad = Buffer.alloc(8)
  const back = Buffer.alloc(8)
  for (let at = 0; at < input.length; at += 8) {
    ;[left, right] = cipher.encrypt(left, right)
    pad.writeUInt32BE(left, 0)
    pad.writeUInt32BE(right, 4)
    for (let i = 0; i < 8 && at + i < input.length; i++) {
      output[at + i] = input[at + i]! ^ pad[i]!
      back[i] = direction === 'encrypt' ? output[at + i]! : input[at + i]!
    }
    left = back.readUInt32BE(0)
    right = back.readUInt32BE(4)
  }
  return output
}
