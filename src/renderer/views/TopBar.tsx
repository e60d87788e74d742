import { LayoutGrid, PanelLeft, Search, Settings as Gear } from 'lucide-react'
import { showOverview } from '../actions/workspaces'
import { desktop } from '../bridge'
import { useLayout } from '../stores/layout'
import { t } from '../texts'
import { classes } from '../ui/classes'
import { IconButton } from '../ui/IconButton'
import { shortcut } from './useShortcuts'
import { WorkspaceSwitcher } from './workspace/WorkspaceSwitcher'

/** Workspace, palette and settings; in the desktop also the handle to drag the window by. */
export function TopBar() {
  const libraryShown = useLayout((state) => state.libraryShown)
  const overviewOpen = useLayout((state) => state.overviewOpen)
  const mac = desktop()?.platform === 'darwin'
  return (
    <header className={classes('flex h-12 shrink-0 items-center gap-2 px-3', desktop() && 'drag-region', mac && 'pl-20')}>
      <IconButton
        label={libraryShown ? t('topBar.hideLibrary') : t('topBar.showLibrary')}
        aria-pressed={libraryShown}
        className="max-narrow:hidden"
        onClick={() => useLayout.setState({ libraryShown: !libraryShown })}
      >
        <PanelLeft />
      </IconButton>
      <WorkspaceSwitcher />
      <IconButton label={t('overview.title')} aria-pressed={overviewOpen} onClick={() => showOverview(!overviewOpen)}>
        <LayoutGrid />
      </IconButton>
      <div className="flex flex-1 justify-center">
        <button
          type="button"
          onClick={() => useLayout.setState({ paletteOpen: true })}
          className="flex h-8 w-full max-w-80 items-center gap-2 rounded-lg border border-line bg-surface px-2.5 text-ink-faint transition-colors hover:border-line-strong max-narrow:w-8 max-narrow:justify-center max-narrow:px-0"
        >
          <Search className="size-4 shrink-0" aria-hidden />
          <span className="truncate max-narrow:sr-only">{t('topBar.palette')}</span>
          <kbd className="ml-auto font-sans text-2xs max-narrow:hidden">{shortcut('K')}</kbd>
        </button>
      </div>
      <IconButton label={t('settings.title')} keys={shortcut(',')} onClick={() => useLayout.setState({ settingsOpen: true })}>
        <Gear />
      </IconButton>
    </header>
  )
}
