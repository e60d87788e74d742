/** Smaller pictures within a document are icons, lines, bullets and counters. */
const iconBytes = 5_000
const iconPixels = 100

/** Whether a picture within a message is large enough to show something to read; one whose size cannot be told is. */
export async function maySayMore(content: Uint8Array): Promise<boolean> {
  if (content.length < iconBytes) return false
  const { default: sharp } = await import('sharp')
  const { width = 0, height = 0 } = await sharp(content)
    .metadata()
    .catch(() => ({}) as { width?: number; height?: number })
  return width === 0 || Math.min(width, height) >= iconPixels
}

/** Share of a picture that has the lightness of its ground, within a sixteenth: scans, screens and charts have .6 and more, photographs .1 to .4. */
const leastGround = 0.4
const groundWidth = 16
const leastPixels = 30_000
const leastBytes = 500
const mostPixels = 50_000_000

/** Whether a picture in an office document may show writing: large enough, and on a ground. One that is damaged may. */
export async function mayShowWriting(content: Uint8Array): Promise<boolean> {
  if (content.length < leastBytes) return false
  const { default: sharp } = await import('sharp')
  try {
    const { width, height } = await sharp(content, { limitInputPixels: false }).metadata()
    if (Math.min(width, height) < iconPixels || width * height < leastPixels) return false
    if (width * height > mostPixels) return true
    const small = sharp(content).flatten({ background: '#fff' }).greyscale().resize(256, 256, { fit: 'inside' })
    return hasGround(await small.extractChannel(0).raw().toBuffer())
  } catch {
    return true
  }
}

/** Whether a picture, as levels of grey, has a ground on which something may be written. */
export function hasGround(pixels: Uint8Array): boolean {
  const counts = new Uint32Array(256 + groundWidth)
  for (const pixel of pixels) counts[pixel]!++
  let within = 0
  let most = 0
  for (let level = 0; level < counts.length; level++) {
    within += counts[level]! - (level >= groundWidth ? counts[level - groundWidth]! : 0)
    most = Math.max(most, within)
  }
  return most >= leastGround * pixels.length
}
