import { useEffect } from 'react'
import { chooseFiles } from '../actions/intake'
import { stopShown } from '../actions/chat'
import { newWorkspaceDialog } from '../actions/workspaces'
import { desktop, type DesktopCommand } from '../bridge'
import { useLayout } from '../stores/layout'

const apple = /Mac|iPhone|iPad/.test(navigator.platform)

/** The name of a shortcut as this system writes it, e.g. ⌘K or Ctrl+K. */
export function shortcut(key: string): string {
  return apple ? `⌘${key}` : `Ctrl+${key}`
}

const commands: Record<DesktopCommand, () => void> = {
  openSettings: () => useLayout.setState({ settingsOpen: true, paletteOpen: false }),
  openPalette: () => useLayout.setState(({ paletteOpen }) => ({ paletteOpen: !paletteOpen })),
  newWorkspace: newWorkspaceDialog,
  addFiles: () => chooseFiles('files'),
  addFolder: () => chooseFiles('folder'),
  focusQuestion: () => useLayout.setState(({ questionFocus }) => ({ questionFocus: questionFocus + 1, zone: 'conversation' })),
}

const keys: Record<string, DesktopCommand> = { ',': 'openSettings', k: 'openPalette', o: 'addFiles', j: 'focusQuestion' }

/** Keys and menu commands that work everywhere in the window. */
export function useShortcuts(): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) stopShown()
      if ((apple ? event.metaKey : event.ctrlKey) && event.shiftKey && !event.altKey && event.key.toLowerCase() === 'h') {
        event.preventDefault()
        return useLayout.setState(({ chatsOpen }) => ({ chatsOpen: !chatsOpen, zone: 'conversation' }))
      }
      const command =
        (apple ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey ? keys[event.key.toLowerCase()] : undefined
      if (!command) return
      event.preventDefault()
      commands[command]()
    }
    window.addEventListener('keydown', hear)
    const stop = desktop()?.onCommand?.((command) => commands[command]?.())
    return () => {
      window.removeEventListener('keydown', hear)
      stop?.()
    }
  }, [])
}
