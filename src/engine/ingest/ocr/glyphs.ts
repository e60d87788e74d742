import type { Raster } from '../../format'

/** Pieces of ink that hang together, as they lie on the page: mostly letters. */
export interface Glyphs {
  /** In pixels. */
  lefts: Uint16Array
  tops: Uint16Array
  widths: Uint16Array
  heights: Uint16Array
}

/** Pieces beyond this are a texture, not text; their statistics are known by then. */
const most = 60_000

interface Run {
  from: number
  to: number
  piece: number
}

/** Finds pieces of ink: pixels at least `depth` grey levels darker than the paper at `level`, joined along sides and corners. */
export function glyphsOf({ pixels, width, height }: Raster, threshold: number): Glyphs {
  const parents: number[] = []
  const [left, right, top, bottom]: number[][] = [[], [], [], []]
  let above: Run[] = []
  for (let y = 0; y < height && parents.length < most; y++) {
    const runs: Run[] = []
    let first = 0
    const end = (y + 1) * width
    for (let at = y * width; at < end; at++) {
      if (pixels[at]! >= threshold) continue
      const from = at - y * width
      while (at < end && pixels[at]! < threshold) at++
      const to = at - y * width
      while (first < above.length && above[first]!.to < from) first++
      let piece = -1
      for (let other = first; other < above.length && above[other]!.from <= to; other++) {
        const root = rootOf(parents, above[other]!.piece)
        if (piece < 0) piece = root
        else if (piece !== root) piece = join(parents, [left!, right!, top!, bottom!], piece, root)
      }
      if (piece < 0) {
        piece = parents.length
        parents.push(piece)
        left!.push(from)
        right!.push(to)
        top!.push(y)
        bottom!.push(y + 1)
      } else {
        left![piece] = Math.min(left![piece]!, from)
        right![piece] = Math.max(right![piece]!, to)
        bottom![piece] = y + 1
      }
      runs.push({ from, to, piece })
    }
    above = runs
  }
  const whole = [...parents.keys()].filter((piece) => parents[piece] === piece)
  return {
    lefts: Uint16Array.from(whole, (piece) => left![piece]!),
    tops: Uint16Array.from(whole, (piece) => top![piece]!),
    widths: Uint16Array.from(whole, (piece) => right![piece]! - left![piece]!),
    heights: Uint16Array.from(whole, (piece) => bottom![piece]! - top![piece]!),
  }
}

function rootOf(parents: number[], piece: number): number {
  let root = piece
  while (parents[root] !== root) root = parents[root] = parents[parents[root]!]!
  return root
}

function join(parents: number[], [left, right, top, bottom]: number[][], a: number, b: number): number {
  const [into, from] = a < b ? [a, b] : [b, a]
  parents[from] = into
  left![into] = Math.min(left![into]!, left![from]!)
  right![into] = Math.max(right![into]!, right![from]!)
  top![into] = Math.min(top![into]!, top![from]!)
  bottom![into] = Math.max(bottom![into]!, bottom![from]!)
  return into
}

/** Pixels. */
export interface Letters {
  /** Of small letters, or of capitals where there are no others. */
  height: number
  /** Of the usual letter. */
  width: number
}

const fewest = 12

/**
 * Size of the letters, null where there are too few pieces to tell. Among the pieces of a text (dots and specks left out) about every
 * second is a letter without stem, so the height that a third of them keep below is theirs.
 */
export function lettersOf({ heights, widths }: Glyphs): Letters | null {
  const letters = [...heights.keys()].filter((at) => {
    const [high, wide] = [heights[at]!, widths[at]!]
    return high >= 3 && wide >= 2 && wide <= 6 * high && high <= 8 * wide && high < 600
  })
  const usual = quantile(
    letters.map((at) => heights[at]!),
    0.5,
  )
  const withoutDots = letters.filter((at) => heights[at]! > usual * 0.45)
  if (withoutDots.length < fewest) return null
  return {
    height: quantile(
      withoutDots.map((at) => heights[at]!),
      0.35,
    ),
    width: quantile(
      withoutDots.map((at) => widths[at]!),
      0.5,
    ),
  }
}

function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0
}
