import type { Rectangle } from '../../layout'
import type { Raster } from '../../format'
import type { Fill, Mark, Painted } from './paint'
import type { TextStyle } from './textStyles'

/** Why a reader does not see a word, in the words other formats use. */
export type HiddenReason = 'hidden in the document' | 'the colour of the page' | 'too small to be seen' | 'transparent' | 'covered'

const modes = { invisible: 3, window: 7 } as const
/** Letters under two points; a line is a little higher than its letters. */
const smallest = 2.2
/** Out of 255: fainter letters are not seen. */
const leastAlpha = 13
const nearWhite = 240
const white = 0xffffff
/** Most that two colours that cannot be told apart differ by in a channel. */
const alike = 16
/** Least difference between the darkest and the lightest pixel where something shows. */
const leastContrast = 16

/**
 * Finds words nobody sees. What is painted tells which words may be hidden; where it leaves a doubt, a picture of the page decides.
 * Invisible letters over an image are what recognition found in it: they are the text of the page.
 */
export class HiddenText {
  readonly painted: Painted
  private readonly draw: () => Raster
  private picture: Raster | null = null
  /** Invisible letters stand over an image. */
  isLayered = false
  private readonly doubts = new Map<TextStyle, boolean>()
  /** The last thing in the order of painting that may lie over text. */
  private readonly lastCover: number

  /** `draw` makes a small picture of the page; it is called at the first doubt. */
  constructor(painted: Painted, draw: () => Raster) {
    this.painted = painted
    this.draw = draw
    const { fills, images, shapes, stamps } = painted
    const last = (marks: readonly Mark[]) => marks.at(-1)?.order ?? 0
    this.lastCover = stamps.length > 0 ? Infinity : Math.max(last(fills), last(images), last(shapes))
  }

  /** Why the word of `length` characters in `box` is not seen; null where it is. */
  reason(box: Rectangle, length: number, style: TextStyle): HiddenReason | null {
    if (style.mode === modes.invisible) {
      const isOver = this.painted.images.some((image) => isMiddleIn(image, box))
      this.isLayered ||= isOver
      return isOver ? null : 'hidden in the document'
    }
    if ((length > 2 ? Math.min(box.width, box.height) : Math.max(box.width, box.height)) < smallest) return 'too small to be seen'
    if (style.alpha < leastAlpha) return 'transparent'
    if (style.veil.transparent && !this.shows(box)) return 'transparent'
    if (style.veil.clip && !isMiddleIn(style.veil.clip, box) && !this.shows(box)) return 'hidden in the document'
    if (!this.isDoubtful(style)) return null
    if ((style.layered || style.mode === modes.window) && !this.shows(box)) return 'hidden in the document'
    if (this.isOnItsColour(box, style) && !this.shows(box)) return 'the colour of the page'
    if (this.isCovered(box, style.order) && !this.shows(box)) return 'covered'
    return null
  }

  /** Whether anything about a text object gives a reason to look at its words one by one. */
  private isDoubtful(style: TextStyle): boolean {
    let doubtful = this.doubts.get(style)
    if (doubtful === undefined) {
      const { layered, mode, colour, order } = style
      const isOdd = layered || mode === modes.window || isNearWhite(colour)
      doubtful = isOdd || order < this.lastCover || this.painted.fills.some((fill) => areAlike(fill.colour, colour))
      this.doubts.set(style, doubtful)
    }
    return doubtful
  }

  private isOnItsColour(box: Rectangle, { colour, order }: TextStyle): boolean {
    const { fills, shapes, images } = this.painted
    const fill = topmost<Fill>(fills, box, order)
    const ground = fill?.colour ?? white
    const unknown = topmost(shapes, box, order) ?? topmost(images, box, order)
    // On a photograph or a shading white letters mostly show: the picture of the page tells.
    if (unknown && unknown.order > (fill?.order ?? 0)) return isNearWhite(colour) || areAlike(ground, colour)
    return areAlike(ground, colour)
  }

  /** By a box, a picture or a shape painted later, or by what was put on the page since. */
  private isCovered(box: Rectangle, order: number): boolean {
    const { fills, images, shapes, stamps } = this.painted
    const covers = (mark: Mark) => mark.order > order && isIn(mark, box)
    return fills.some(covers) || images.some(covers) || shapes.some(covers) || stamps.some((stamp) => isIn(stamp, box))
  }

  /** Whether anything at all is seen in the middle of a box. */
  private shows({ x, y, width, height }: Rectangle): boolean {
    this.picture ??= this.draw()
    const { pixels, scale, width: columns, height: rows } = this.picture
    const [left, right] = [Math.max(0, Math.floor(x / scale)), Math.min(columns, Math.ceil((x + width) / scale))]
    const [top, bottom] = [Math.max(0, Math.floor((y + 0.15 * height) / scale)), Math.min(rows, Math.ceil((y + 0.85 * height) / scale))]
    let darkest = 255
    let lightest = 0
    for (let row = top; row < bottom; row++) {
      for (const pixel of pixels.subarray(row * columns + left, row * columns + right)) {
        if (pixel < darkest) darkest = pixel
        if (pixel > lightest) lightest = pixel
      }
    }
    return lightest - darkest >= leastContrast
  }
}

function topmost<T extends Mark>(marks: readonly T[], box: Rectangle, below: number): T | undefined {
  let found: T | undefined
  for (const mark of marks) if (mark.order < below && isMiddleIn(mark, box)) found = mark
  return found
}

function isMiddleIn(mark: Rectangle, { x, y, width, height }: Rectangle): boolean {
  const [across, down] = [x + width / 2, y + height / 2]
  return across >= mark.x && across <= mark.x + mark.width && down >= mark.y && down <= mark.y + mark.height
}

/** Whether all but the edge of a box lies in a mark: line boxes are higher than the letters in them. */
function isIn(mark: Rectangle, { x, y, width, height }: Rectangle): boolean {
  const isAcross = mark.x <= x + 0.05 * width && mark.x + mark.width >= x + 0.95 * width
  return isAcross && mark.y <= y + 0.25 * height && mark.y + mark.height >= y + 0.75 * height
}

function isNearWhite(colour: number): boolean {
  return red(colour) >= nearWhite && green(colour) >= nearWhite && blue(colour) >= nearWhite
}

function areAlike(a: number, b: number): boolean {
  const isNear = (x: number, y: number) => Math.abs(x - y) <= alike
  return isNear(red(a), red(b)) && isNear(green(a), green(b)) && isNear(blue(a), blue(b))
}

const red = (colour: number) => colour >> 16
const green = (colour: number) => (colour >> 8) & 255
const blue = (colour: number) => colour & 255
