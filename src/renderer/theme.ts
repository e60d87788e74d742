import { useSettings } from './stores/settings'

const storageKey = 'carrel.theme'

/** Shows the theme of the settings; until they are known, the one of last time, so that a dark window does not flash. */
export function followTheme(): void {
  show(localStorage.getItem(storageKey) ?? 'auto')
  useSettings.subscribe(({ settings }, before) => {
    if (!settings || settings.theme === before.settings?.theme) return
    localStorage.setItem(storageKey, settings.theme)
    show(settings.theme)
  })
}

function show(theme: string): void {
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme
  else delete document.documentElement.dataset['theme']
}
