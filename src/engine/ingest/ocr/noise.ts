import type { Raster } from '../../format'

/** How a page is to be smoothed before its ink is told from its paper. */
export type Smoothing = { blur: number } | { median: number } | null

/** Spread of the grain, by the contrast of the ink: from here on a single threshold gives specks instead of letters. */
const grainy = 0.045
const veryGrainy = 0.09
const hopeless = 0.16
/** Pixels standing out from all four neighbours, by a thousand; letters of a clean page come to 0.3. */
const dusty = 2
const veryDusty = 8
const strides = { down: 7, across: 5 }
/** Below this many pixels an inch the ends of thin strokes stand out as specks do. */
const leastDpi = 130

/** Looks at every 35th pixel for grain (Immerkær 1996, with the median instead of the mean: letters do not count) and for specks. */
export function smoothingFor({ pixels, width, height, dpi }: Raster, contrast: number): Smoothing {
  const counts = new Uint32Array(2041)
  let looked = 0
  let specks = 0
  const outstanding = Math.max(20, contrast / 4)
  for (let y = 1; y < height - 1; y += strides.down) {
    for (let at = y * width + 1; at < (y + 1) * width - 1; at += strides.across) {
      const [up, down, left, right, middle] = [pixels[at - width]!, pixels[at + width]!, pixels[at - 1]!, pixels[at + 1]!, pixels[at]!]
      const corners = pixels[at - width - 1]! + pixels[at - width + 1]! + pixels[at + width - 1]! + pixels[at + width + 1]!
      counts[Math.abs(corners - 2 * (up + down + left + right) + 4 * middle)]! += 1
      if (middle + outstanding < Math.min(up, down, left, right) || middle - outstanding > Math.max(up, down, left, right)) specks += 1
      looked += 1
    }
  }
  const grain = medianOf(counts, looked) / 0.6745 / 6 / Math.max(1, contrast)
  if (grain > hopeless) return { blur: 1.8 }
  if (grain > veryGrainy) return { blur: 1.2 }
  if (grain > grainy) return { blur: 0.8 }
  if (dpi < leastDpi) return null
  const share = (1000 * specks) / Math.max(1, looked)
  return share > veryDusty ? { median: 3 } : share > dusty ? { blur: 1.2 } : null
}

export async function smoothed(raster: Raster, smoothing: NonNullable<Smoothing>): Promise<Raster> {
  const { default: sharp } = await import('sharp')
  const picture = sharp(raster.pixels, { raw: { width: raster.width, height: raster.height, channels: 1 } })
  const smooth = 'blur' in smoothing ? picture.blur(smoothing.blur) : picture.median(smoothing.median)
  return { ...raster, pixels: await smooth.extractChannel(0).raw().toBuffer() }
}

function medianOf(counts: Uint32Array, total: number): number {
  let seen = 0
  for (let value = 0; value < counts.length; value++) {
    seen += counts[value]!
    if (2 * seen >= total) return value
  }
  return 0
}
