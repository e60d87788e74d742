import type { App, WebContents } from 'electron'
import { isOwnPage } from './origin'

/** Keeps every page of the app where it is: no other address, no new window, no embedded page. Web addresses are offered to `openOutside`. */
export function restrictNavigation(app: App, { openOutside }: { openOutside: (address: string) => void }): void {
  app.on('web-contents-created', (_event, contents) => restrictContents(contents, openOutside))
}

function restrictContents(contents: WebContents, openOutside: (address: string) => void): void {
  contents.on('will-navigate', (event) => {
    if (isOwnPage(event.url)) return
    event.preventDefault()
    openOutside(event.url)
  })
  for (const name of ['will-redirect', 'will-frame-navigate'] as const) {
    contents.on(name as 'will-redirect', (event) => {
      if (!isOwnPage(event.url)) event.preventDefault()
    })
  }
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url)
    return { action: 'deny' }
  })
}
