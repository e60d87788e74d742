import type { Raster } from '../../format'
import type { Rectangle } from '../../layout'

/** A raster at twice its size. */
export async function enlarge(raster: Raster): Promise<Raster> {
  const { default: sharp } = await import('sharp')
  const width = raster.width * 2
  const height = raster.height * 2
  const pixels = await sharp(raster.pixels, { raw: { width: raster.width, height: raster.height, channels: 1 } })
    .resize(width, height, { kernel: 'cubic' })
    .extractChannel(0)
    .raw()
    .toBuffer()
  return { pixels, width, height, dpi: raster.dpi * 2, scale: raster.scale / 2 }
}

/** Fine enough to tell words from noise, coarse enough to be quick. */
const sampleDpi = 150

/** A window of a raster (in its pixels), made smaller to 150 pixels an inch. */
export async function sampleOf(raster: Raster, window: Rectangle): Promise<Raster> {
  const { default: sharp } = await import('sharp')
  const factor = Math.min(1, sampleDpi / raster.dpi)
  const width = Math.max(1, Math.round(window.width * factor))
  const height = Math.max(1, Math.round(window.height * factor))
  const pixels = await sharp(raster.pixels, { raw: { width: raster.width, height: raster.height, channels: 1 } })
    .extract({ left: window.x, top: window.y, width: window.width, height: window.height })
    .resize(width, height, { fit: 'fill' })
    .extractChannel(0)
    .raw()
    .toBuffer()
  return { pixels, width, height, dpi: raster.dpi * factor, scale: raster.scale / factor }
}
