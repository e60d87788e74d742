import { type CDPSession, expect, type Page } from '@playwright/test'
import { dropOverlay } from './dropOverlay'

/** Times a drop that the browser did not pass on is made again: on a busy machine it sometimes takes the files for rejected. */
const tries = 5

/**
 * Drags files and folders from the system onto the middle of the window and lets them go there, as a hand would:
 * through the browser's own drag, so that folders come as folders. `hover` runs while they are held over it.
 */
export async function dropOnWindow(page: Page, paths: string[], hover?: () => Promise<void>): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const { width, height } = page.viewportSize() ?? { width: 1_000, height: 700 }
  const drag = (type: DragType) => dispatch(session, type, { x: width / 2, y: height / 2, paths })
  await expect(page.getByRole('banner'), 'the window is there').toBeVisible({ timeout: 30_000 })
  for (let attempt = 1; ; attempt++) {
    const arrived = watchForDrop(page)
    await drag('dragEnter')
    await drag('dragOver')
    await expect(dropOverlay(page)).toBeVisible()
    if (attempt === 1) await hover?.()
    await drag('dragOver')
    await drag('drop')
    if (await arrived) break
    if (attempt === tries) throw new Error(`The window was not told of a drop in ${tries} tries`)
  }
  await session.detach()
}

type DragType = 'dragEnter' | 'dragOver' | 'drop'

async function dispatch(session: CDPSession, type: DragType, { x, y, paths }: { x: number; y: number; paths: string[] }): Promise<void> {
  await session.send('Input.dispatchDragEvent', { type, x, y, data: { items: [], files: paths, dragOperationsMask: 1 } })
}

/** Whether the page hears of a drop, or of files leaving it instead. */
function watchForDrop(page: Page): Promise<boolean> {
  return page.evaluate(
    () =>
      new Promise<boolean>((resolve) => {
        addEventListener('drop', () => resolve(true), { once: true, capture: true })
        addEventListener('dragleave', (event) => event.relatedTarget === null && resolve(false), { capture: true })
        setTimeout(() => resolve(false), 15_000)
      }),
  )
}
