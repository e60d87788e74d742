import sharp from 'sharp'
import { addGrain } from './noise.mjs'

/** EXIF orientation of a phone held upright: turn a quarter clockwise to look at it. */
const heldUpright = 6

/** A picture as a phone keeps it: the sensor's landscape rows with the orientation noted beside them, soft, with grain; a JPEG. */
export async function photoOf(png) {
  const { data, info } = await sharp(png).removeAlpha().blur(0.7).raw().toBuffer({ resolveWithObject: true })
  addGrain(data, 12, 7)
  return await sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
    .rotate(270)
    .withMetadata({ orientation: heldUpright })
    .jpeg({ quality: 66, mozjpeg: true })
    .toBuffer()
}
