import type { Session } from 'electron'
import { isOwnPage } from './origin'

/** The one permission the page needs: copying an answer or a quotation. */
const granted = 'clipboard-sanitized-write'

/** What addresses of files made in our own page begin with. */
const ownBlobs = 'blob:app://main/'

/** Refuses every permission, device and screen the page could ask for, but writing to the clipboard from our own page. */
export function restrictSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide, { requestingUrl }) =>
    decide(permission === granted && isOwnPage(requestingUrl)),
  )
  session.setPermissionCheckHandler((_contents, permission, origin) => permission === granted && isOwnPage(origin))
  session.setDevicePermissionHandler(() => false)
  session.setUSBProtectedClassesHandler(() => [])
  session.setBluetoothPairingHandler((_details, decide) => decide({ confirmed: false }))
  session.setDisplayMediaRequestHandler((_request, decide) => decide({}))
  session.on('select-hid-device', (event) => event.preventDefault())
  session.on('select-serial-port', (event) => event.preventDefault())
  session.on('select-usb-device', (event) => event.preventDefault())
  // A file the reader asked for is made in the page itself; the system asks where to put it.
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(ownBlobs)) event.preventDefault()
  })
  session.setSpellCheckerEnabled(false)
}

/** Lets no request of the page leave this app: only its own scheme and data made in the page itself are loaded. */
export function blockForeignRequests(session: Session, { onBlocked }: { onBlocked: (address: string) => void }): void {
  session.webRequest.onBeforeRequest((details, decide) => {
    const own = isOwnPage(details.url) || /^(blob:app:\/\/main\/|data:|devtools:)/.test(details.url)
    if (!own) onBlocked(details.url)
    decide({ cancel: !own })
  })
}
