/*
 * Stands where the `electron` module is in tests (alias in vite.config.ts): it opens nothing and keeps every constructor call and every
 * handler, so that tests can look at them and call them as Electron would.
 */
import { EventEmitter } from 'node:events'
import { MessageChannel } from 'node:worker_threads'

type Listener = (...words: never[]) => unknown

/** Everything that was done to Electron since `reset()`. */
export const recorded = {
  windows: [] as BrowserWindow[],
  handlers: new Map<string, Listener>(),
  protocolHandlers: new Map<string, (request: Request) => Promise<Response>>(),
  schemes: [] as { scheme: string; privileges: Record<string, boolean> }[],
  forks: [] as { entry: string; words: string[]; options: Record<string, unknown>; child: UtilityProcess }[],
  notifications: [] as Notification[],
  trays: [] as Tray[],
  menus: [] as unknown[],
  opened: [] as string[],
  saveDialogs: [] as object[],
  questions: [] as { message: string; detail: string }[],
  exposed: new Map<string, Record<string, unknown>>(),
  calls: [] as string[],
}

/** What the stand-in answers where Electron would ask the system or the user. */
export const answers = {
  dialogButton: 1,
  encryptionAvailable: true,
  storageBackend: 'gnome_libsecret',
  shouldReEncrypt: false,
  lock: true,
  savePath: null as string | null,
}

export class WebContents extends EventEmitter {
  mainFrame = { url: 'app://main/' }
  sent: unknown[][] = []
  windowOpenHandler?: (details: { url: string }) => { action: string }
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }) {
    this.windowOpenHandler = handler
  }
  send(...words: unknown[]) {
    this.sent.push(words)
  }
  postMessage(...words: unknown[]) {
    this.sent.push(words)
  }
}

export class BrowserWindow extends EventEmitter {
  webContents = new WebContents()
  loaded: string[] = []
  shown = 0
  progress: number[] = []
  options: { webPreferences: Record<string, unknown> } & Record<string, unknown>
  constructor(options: BrowserWindow['options']) {
    super()
    this.options = options
    recorded.windows.push(this)
    app.emit('web-contents-created', {}, this.webContents)
  }
  async loadURL(url: string) {
    this.loaded.push(url)
  }
  show() {
    this.shown++
  }
  focus() {}
  maximize() {
    recorded.calls.push('maximize')
  }
  isMinimized = () => false
  isMaximized = () => false
  isFocused = () => false
  restore() {}
  getNormalBounds = () => ({ x: 40, y: 50, width: 1000, height: 700 })
  setProgressBar(fraction: number) {
    this.progress.push(fraction)
  }
}

export const app = Object.assign(new EventEmitter(), {
  isPackaged: false,
  enableSandbox: () => void recorded.calls.push('enableSandbox'),
  setPath: (name: string, path: string) => void recorded.calls.push(`setPath ${name} ${path}`),
  requestSingleInstanceLock: () => answers.lock,
  whenReady: () => Promise.resolve(),
  quit: () => void recorded.calls.push('quit'),
  exit: (code: number) => void recorded.calls.push(`exit ${code}`),
  getAppMetrics: () => [{ pid: 4242, memory: { workingSetSize: 1000 } }],
})

export class Session extends EventEmitter {
  permissionRequest?: (
    contents: unknown,
    permission: string,
    decide: (granted: boolean) => void,
    details: { requestingUrl: string },
  ) => void
  permissionCheck?: (contents: unknown, permission: string, origin: string) => boolean
  devicePermission?: (details: unknown) => boolean
  displayMedia?: (request: unknown, decide: (streams: object) => void) => void
  bluetoothPairing?: (details: unknown, decide: (response: { confirmed: boolean }) => void) => void
  beforeRequest?: (details: { url: string }, decide: (response: { cancel: boolean }) => void) => void
  setPermissionRequestHandler(handler: Session['permissionRequest']) {
    this.permissionRequest = handler
  }
  setPermissionCheckHandler(handler: Session['permissionCheck']) {
    this.permissionCheck = handler
  }
  setDevicePermissionHandler(handler: Session['devicePermission']) {
    this.devicePermission = handler
  }
  setDisplayMediaRequestHandler(handler: Session['displayMedia']) {
    this.displayMedia = handler
  }
  setBluetoothPairingHandler(handler: Session['bluetoothPairing']) {
    this.bluetoothPairing = handler
  }
  setUSBProtectedClassesHandler() {}
  setSpellCheckerEnabled(on: boolean) {
    recorded.calls.push(`spellchecker ${on}`)
  }
  webRequest = { onBeforeRequest: (handler: Session['beforeRequest']) => void (this.beforeRequest = handler) }
}

export const session = { defaultSession: new Session() }

export const protocol = {
  registerSchemesAsPrivileged: (schemes: typeof recorded.schemes) => void recorded.schemes.push(...schemes),
  handle: (scheme: string, handler: (request: Request) => Promise<Response>) => void recorded.protocolHandlers.set(scheme, handler),
}

export const ipcMain = { handle: (channel: string, handler: Listener) => void recorded.handlers.set(channel, handler) }

export const ipcRenderer = Object.assign(new EventEmitter(), {
  invoked: [] as unknown[][],
  invoke: async (...words: unknown[]) => void ipcRenderer.invoked.push(words),
})

export const contextBridge = {
  exposeInMainWorld: (name: string, bridge: Record<string, unknown>) => void recorded.exposed.set(name, bridge),
}

export const webUtils = { getPathForFile: (file: { path: string }) => file.path }

export const dialog = {
  showMessageBox: async (...words: unknown[]) => {
    recorded.questions.push(words.at(-1) as { message: string; detail: string })
    return { response: answers.dialogButton }
  },
  showSaveDialog: async (...words: unknown[]) => {
    recorded.saveDialogs.push(words.at(-1) as object)
    return { canceled: answers.savePath === null, filePath: answers.savePath ?? '' }
  },
  showErrorBox: (title: string, content: string) => void recorded.calls.push(`errorBox ${title}: ${content}`),
}

export const shell = {
  openExternal: async (url: string) => void recorded.opened.push(url),
  openPath: async (path: string) => void recorded.opened.push(path),
}

/** Encrypts by turning bits around, which is no encryption, but leaves no key readable in a file. */
const turned = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0x5a))

export const safeStorage = {
  isEncryptionAvailable: () => answers.encryptionAvailable,
  getSelectedStorageBackend: () => answers.storageBackend,
  encryptStringAsync: async (text: string) => {
    recorded.calls.push('encrypt')
    return turned(Buffer.from(`v1${text}`))
  },
  decryptStringAsync: async (encrypted: Buffer) => {
    const text = turned(encrypted).toString()
    if (!text.startsWith('v1')) throw new Error('Error while decrypting the ciphertext provided.')
    return { result: text.slice(2), shouldReEncrypt: answers.shouldReEncrypt }
  },
}

export class UtilityProcess extends EventEmitter {
  pid: number | undefined
  posted: unknown[] = []
  kills = 0
  postMessage(message: unknown) {
    this.posted.push(message)
  }
  kill() {
    this.kills++
    return true
  }
}

export const utilityProcess = {
  fork: (entry: string, words: string[], options: Record<string, unknown>) => {
    const child = new UtilityProcess()
    recorded.forks.push({ entry, words, options, child })
    return child
  },
}

export class MessageChannelMain {
  port1
  port2
  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.port1 = Object.assign(new EventEmitter(), {
      postMessage: (message: unknown) => port1.postMessage(message),
      start: () => port1.start(),
      close: () => port1.close(),
    })
    port1.on('message', (data) => this.port1.emit('message', { data }))
    port1.on('close', () => this.port1.emit('close'))
    this.port2 = port2
  }
}

export class Notification extends EventEmitter {
  static isSupported = () => true
  options: { title: string; body: string }
  constructor(options: Notification['options']) {
    super()
    this.options = options
  }
  show() {
    recorded.notifications.push(this)
  }
}

export class Tray extends EventEmitter {
  toolTip = ''
  destroyed = false
  icon: string
  constructor(icon: string) {
    super()
    this.icon = icon
    recorded.trays.push(this)
  }
  setToolTip(text: string) {
    this.toolTip = text
  }
  setContextMenu() {}
  destroy() {
    this.destroyed = true
  }
}

export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: (menu: unknown) => void recorded.menus.push(menu),
}

export const nativeTheme = { shouldUseDarkColors: false }

export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] }

/** Forgets everything, before a test. */
export function reset(): void {
  for (const kept of Object.values(recorded)) {
    if (Array.isArray(kept)) kept.length = 0
    else kept.clear()
  }
  Object.assign(answers, {
    dialogButton: 1,
    encryptionAvailable: true,
    storageBackend: 'gnome_libsecret',
    shouldReEncrypt: false,
    lock: true,
    savePath: null,
  })
  session.defaultSession = new Session()
  app.removeAllListeners()
  ipcRenderer.removeAllListeners()
  ipcRenderer.invoked.length = 0
}
