import { Tooltip } from 'radix-ui'
import { useConnection } from '../stores/connection'
import { useLayout } from '../stores/layout'
import { useNotices } from '../stores/notices'
import { currentWorkspace, useWorkspaces } from '../stores/workspaces'
import { ConfirmDialog } from '../ui/ConfirmDialog'
import { Toasts } from '../ui/Toasts'
import { ConnectionBanner } from './ConnectionBanner'
import { DropTarget } from './DropTarget'
import { Palette } from './Palette'
import { Refused } from './Refused'
import { AddressDialog } from './library/AddressDialog'
import { PasswordDialog } from './library/PasswordDialog'
import { TagsDialog } from './library/TagsDialog'
import { WatchesDialog } from './library/WatchesDialog'
import { SettingsDialog } from './settings/SettingsDialog'
import { TopBar } from './TopBar'
import { ProgressTray } from './tray/ProgressTray'
import { useActivity } from './useActivity'
import { useShortcuts } from './useShortcuts'
import { FirstStart } from './workspace/FirstStart'
import { ArchiveDialog } from './workspace/ArchiveDialog'
import { Overview } from './workspace/Overview'
import { TemplateDialog } from './workspace/TemplateDialog'
import { SealDialog } from './workspace/SealDialog'
import { SealedWorkspace } from './workspace/SealedWorkspace'
import { WorkspaceDialog } from './workspace/WorkspaceDialog'
import { Zones } from './Zones'

/** The whole window: bar, zones, tray and what lies over them. */
export function Window() {
  const connection = useConnection((state) => state.state)
  const empty = useWorkspaces((state) => state.loaded && state.current === null)
  const overview = useLayout((state) => state.overviewOpen) && !empty
  const workspace = useWorkspaces(currentWorkspace)
  useShortcuts()
  useActivity()
  if (connection === 'refused' || connection === 'restarted') return <Refused restarted={connection === 'restarted'} />
  return (
    <Tooltip.Provider delayDuration={400} skipDelayDuration={200}>
      <div className="flex h-full flex-col">
        <TopBar />
        <ConnectionBanner />
        {empty ? <FirstStart /> : overview ? <Overview /> : workspace?.sealedAt ? <SealedWorkspace workspace={workspace} /> : <Zones />}
        <ProgressTray />
      </div>
      <DropTarget />
      <Palette />
      <SettingsDialog />
      <WorkspaceDialog />
      <ArchiveDialog />
      <TemplateDialog />
      <SealDialog />
      <PasswordDialog />
      <AddressDialog />
      <WatchesDialog />
      <TagsDialog />
      <ConfirmDialog />
      <Toasts />
      <Announcer />
    </Tooltip.Provider>
  )
}

/** Tells screen readers how the answer is coming along. */
function Announcer() {
  const announcement = useNotices((state) => state.announcement)
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {announcement}
    </div>
  )
}
