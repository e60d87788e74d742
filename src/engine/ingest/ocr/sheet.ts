import type { Raster } from '../../format'
import { type Glyphs, glyphsOf, type Letters, lettersOf } from './glyphs'
import { type Ink, inkOf } from './ink'
import { evenLight, type Light, lightOf } from './light'
import { smoothed, smoothingFor } from './noise'
import { type Slope, slopeOf } from './slope'

/** A page made ready for recognition, with what its ink says about it. */
export interface Sheet {
  /** Dark on light, in even light, without grain; as large as it came and as it lay. */
  raster: Raster
  ink: Ink
  /** Pieces of ink, most of them letters. */
  glyphs: Glyphs
  /** As the page lies; null where there are too few to tell. */
  letters: Letters | null
  slope: Slope
  /** Grey level of the paper. */
  paper: number
  /** Grey levels between paper and ink. */
  contrast: number
  /** The level below which a pixel is ink. */
  threshold: number
  /** Pixels it is enlarged to at most, where that is less than usual. */
  most?: number
}

/** Share of the way from ink to paper up to which a pixel is ink. */
const inkShare = 0.55

/** Cleans a page as far as it needs it; most need nothing. */
export async function prepareSheet(given: Raster): Promise<Sheet> {
  const light = lightOf(given)
  const lit = light.uneven || light.inverted ? evenLight(given, light) : given
  const smoothing = smoothingFor(lit, light.contrast)
  const raster = smoothing ? await smoothed(lit, smoothing) : lit
  const paper = paperOf(light)
  // Where nothing stands out from the paper, nothing is ink.
  const threshold = light.contrast === 0 ? 0 : paper - light.contrast * (1 - inkShare)
  const ink = inkOf(raster, threshold)
  const glyphs = glyphsOf(raster, threshold)
  return { raster, ink, glyphs, letters: lettersOf(glyphs), slope: slopeOf(ink), paper, contrast: light.contrast, threshold }
}

function paperOf({ paper, uneven, inverted }: Light): number {
  if (uneven) return 255
  const usual = paper.slice().sort()[paper.length >> 1]!
  return inverted ? 255 - usual : usual
}
