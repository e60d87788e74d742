import { FilePlus, FolderPlus, FolderSync, Globe, Plus } from 'lucide-react'
import { Tabs } from 'radix-ui'
import { chooseFiles } from '../../actions/intake'
import { countText } from '../../figures'
import { useDocuments } from '../../stores/documents'
import { useLayout } from '../../stores/layout'
import { t } from '../../texts'
import { IconButton } from '../../ui/IconButton'
import { Menu, MenuItem, MenuLine } from '../../ui/Menu'
import { shortcut } from '../useShortcuts'
import { DocumentList } from './DocumentList'
import { SearchPanel } from './SearchPanel'

const tab =
  'h-7 rounded-md px-2 text-sm font-medium text-ink-soft transition-colors hover:text-ink data-[state=active]:bg-pressed data-[state=active]:text-ink'

/** The library zone: what is in the workspace, and what stands in it. */
export function Library() {
  const shown = useLayout((state) => state.libraryTab)
  return (
    <Tabs.Root
      value={shown}
      onValueChange={(value) => useLayout.setState({ libraryTab: value as 'documents' | 'search' })}
      className="flex h-full flex-col"
    >
      <div className="flex h-12 shrink-0 items-center gap-1 border-b border-line px-3">
        <Tabs.List aria-label={t('library.views')} className="flex flex-1 gap-0.5">
          <Tabs.Trigger value="documents" className={tab}>
            {t('library.documents')}
            <DocumentCount />
          </Tabs.Trigger>
          <Tabs.Trigger value="search" className={tab}>
            {t('library.search')}
          </Tabs.Trigger>
        </Tabs.List>
        <AddMenu />
      </div>
      <Tabs.Content value="documents" className="min-h-0 flex-1 outline-none">
        <DocumentList />
      </Tabs.Content>
      <Tabs.Content value="search" className="min-h-0 flex-1 outline-none">
        <SearchPanel />
      </Tabs.Content>
    </Tabs.Root>
  )
}

function DocumentCount() {
  const count = useDocuments((state) => state.order.length)
  return count > 0 && <span className="ml-1.5 text-xs text-ink-faint tabular-nums">{countText(count)}</span>
}

function AddMenu() {
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={t('library.add')} keys={shortcut('O')}>
          <Plus />
        </IconButton>
      }
    >
      <MenuItem icon={<FilePlus />} onSelect={() => chooseFiles('files')}>
        {t('actions.addFiles')}
      </MenuItem>
      <MenuItem icon={<FolderPlus />} onSelect={() => chooseFiles('folder')}>
        {t('actions.addFolder')}
      </MenuItem>
      <MenuItem icon={<Globe />} onSelect={() => useLayout.setState({ addressDialog: { address: '' } })}>
        {t('address.menu')}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={<FolderSync />} onSelect={() => useLayout.setState({ watchesOpen: true })}>
        {t('watches.menu')}
      </MenuItem>
    </Menu>
  )
}
