/** What the menu can ask of the window; src/renderer/bridge.ts knows the same words. */
export const windowCommands = ['openSettings', 'openPalette', 'newWorkspace', 'addFiles', 'addFolder', 'focusQuestion'] as const
export type WindowCommand = (typeof windowCommands)[number]

/** Channels between the main process and the preload script; port and command go to the window only. */
export const channels = { connect: 'carrel:connect', port: 'carrel:port', command: 'carrel:command', savePath: 'carrel:savePath' } as const
