import type { Page } from '@playwright/test'

/**
 * Drags files and folders from the system onto the middle of the window and lets them go there, as a hand would:
 * through the browser's own drag, so that folders come as folders. `hover` runs while they are held over it.
 */
export async function dropOnWindow(page: Page, paths: string[], hover?: () => Promise<void>): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const { width, height } = page.viewportSize() ?? { width: 1_000, height: 700 }
  const at = { x: width / 2, y: height / 2, data: { items: [], files: paths, dragOperationsMask: 1 } }
  await session.send('Input.dispatchDragEvent', { type: 'dragEnter', ...at })
  await session.send('Input.dispatchDragEvent', { type: 'dragOver', ...at })
  await hover?.()
  await session.send('Input.dispatchDragEvent', { type: 'dragOver', ...at })
  await session.send('Input.dispatchDragEvent', { type: 'drop', ...at })
  await session.detach()
}
