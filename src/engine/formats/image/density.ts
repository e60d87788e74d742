/** Long side of an A4 sheet in inches. */
const sheet = 11.69
/** What programs write where they do not know; pictures larger than this many inches at it were never so large. */
const saidByDefault = 96
const largestByDefault = 17
const screen = 96
/** From this many pixels on, the long side of a picture is taken for a sheet's. */
const sheetPixels = 2000
const leastSheetPixels = 1000

/**
 * Pixels an inch of a picture: what its file says where that can be, else the best guess: a sheet of A4 where it has the shape
 * or the size of a scanned or photographed page, else a screen.
 */
export function densityOf(width: number, height: number, said: number | undefined): number {
  const long = Math.max(width, height)
  if (said !== undefined && said >= 50 && said <= 2400 && (said > saidByDefault || long / said <= largestByDefault)) return said
  const shape = long / Math.max(1, Math.min(width, height))
  const isSheet = long >= sheetPixels || (long >= leastSheetPixels && shape >= 1.2 && shape <= 1.6)
  return isSheet ? long / sheet : screen
}
