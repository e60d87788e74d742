import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { BrowserWindow, Rectangle } from 'electron'
import { z } from 'zod'

const side = z.number().int()

/** Where a window stands, in screen pixels; without x and y it is centred. */
const WindowPlace = z.object({
  x: side.optional(),
  y: side.optional(),
  width: side.min(400).max(20_000),
  height: side.min(300).max(20_000),
  maximized: z.boolean(),
})
export type WindowPlace = z.infer<typeof WindowPlace>

const usualPlace: WindowPlace = { width: 1360, height: 860, maximized: false }

/** How much of a window has to be on a screen to be found again, in pixels. */
const visiblePixels = 80

/** The place a window had when it was last closed, if a screen still shows it there; else the usual one. */
export function readWindowPlace(file: string, screens: readonly Rectangle[]): WindowPlace {
  let place: WindowPlace
  try {
    place = WindowPlace.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return usualPlace
  }
  return screens.some((screen) => isVisibleOn(screen, place)) ? place : { ...place, x: undefined, y: undefined }
}

function isVisibleOn(screen: Rectangle, { x, y, width, height }: WindowPlace): boolean {
  if (x === undefined || y === undefined) return false
  const across = Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x)
  const down = Math.min(y + height, screen.y + screen.height) - Math.max(y, screen.y)
  return across >= visiblePixels && down >= visiblePixels && y >= screen.y - visiblePixels
}

/** Remembers where a window stands whenever it closes. A place that cannot be written is no reason to keep the window open. */
export function rememberWindowPlace(window: BrowserWindow, file: string, { onError }: { onError: (error: unknown) => void }): void {
  window.on('close', () => {
    try {
      writeFileSync(`${file}.tmp`, JSON.stringify({ ...window.getNormalBounds(), maximized: window.isMaximized() }))
      renameSync(`${file}.tmp`, file)
    } catch (error) {
      onError(error)
    }
  })
}
