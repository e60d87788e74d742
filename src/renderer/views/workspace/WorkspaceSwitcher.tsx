import { Archive, ArchiveRestore, ChevronsUpDown, LayoutTemplate, Lock, Pencil, Plus, Trash2 } from 'lucide-react'
import { deleteWorkspace, newWorkspaceDialog, openWorkspace, refreshWorkspaces } from '../../actions/workspaces'
import { countText } from '../../figures'
import { useLayout } from '../../stores/layout'
import { currentWorkspace, useWorkspaces } from '../../stores/workspaces'
import { t } from '../../texts'
import { Mark } from '../../ui/Mark'
import { Menu, MenuChoice, MenuChoices, MenuHeading, MenuItem, MenuLine } from '../../ui/Menu'

/** Shows the open workspace; its menu opens, makes, renames and deletes workspaces. */
export function WorkspaceSwitcher() {
  const list = useWorkspaces((state) => state.list)
  const current = useWorkspaces(currentWorkspace)
  const trigger = (
    <button
      type="button"
      aria-label={t('workspace.switch', { name: current?.name ?? t('product') })}
      className="flex h-8 max-w-72 min-w-0 items-center gap-2 rounded-lg px-1.5 pr-2 font-semibold hover:bg-hover active:bg-pressed"
    >
      <Mark className="size-5 shrink-0" />
      <span className="truncate">{current?.name ?? t('product')}</span>
      {current?.sealedAt && <Lock className="size-3.5 shrink-0 text-ink-soft" aria-hidden />}
      <ChevronsUpDown className="size-3.5 shrink-0 text-ink-faint" aria-hidden />
    </button>
  )
  return (
    <Menu trigger={trigger} onOpen={() => void refreshWorkspaces()} className="w-72">
      {list.length > 0 && (
        <>
          <MenuHeading>{t('workspace.heading')}</MenuHeading>
          <MenuChoices label={t('workspace.heading')} value={current?.id ?? ''} onChange={(id) => void openWorkspace(id)}>
            {list.map(({ id, name, documents, sealedAt }) => (
              <MenuChoice key={id} value={id}>
                <span className="min-w-0 flex-1 truncate">{name}</span>
                {sealedAt && <Lock className="!size-3.5" aria-label={t('seal.mark')} />}
                <span className="text-xs text-ink-faint tabular-nums">{countText(documents)}</span>
              </MenuChoice>
            ))}
          </MenuChoices>
          <MenuLine />
        </>
      )}
      <MenuItem icon={<Plus />} onSelect={newWorkspaceDialog}>
        {t('workspace.create')}
      </MenuItem>
      <MenuItem icon={<ArchiveRestore />} onSelect={() => useLayout.setState({ workspaceDialog: { kind: 'import' } })}>
        {t('archive.import')}
      </MenuItem>
      {current && (
        <>
          <MenuItem
            icon={<Pencil />}
            onSelect={() => useLayout.setState({ workspaceDialog: { kind: 'rename', workspace: current.id, name: current.name } })}
          >
            {t('workspace.rename')}
          </MenuItem>
          {!current.sealedAt && <OpenItems id={current.id} name={current.name} />}
          <MenuItem icon={<Trash2 />} bad onSelect={() => void deleteWorkspace(current.id, current.name)}>
            {t('workspace.delete')}
          </MenuItem>
        </>
      )}
    </Menu>
  )
}

/** What can be done with a workspace that is open. */
function OpenItems({ id, name }: { id: string; name: string }) {
  return (
    <>
      <MenuItem icon={<Archive />} onSelect={() => useLayout.setState({ workspaceDialog: { kind: 'export', workspace: id, name } })}>
        {t('archive.export')}
      </MenuItem>
      <MenuItem
        icon={<LayoutTemplate />}
        onSelect={() => useLayout.setState({ workspaceDialog: { kind: 'template', workspace: id, name } })}
      >
        {t('templates.menu')}
      </MenuItem>
      <MenuItem icon={<Lock />} onSelect={() => useLayout.setState({ workspaceDialog: { kind: 'seal', workspace: id, name } })}>
        {t('seal.menu')}
      </MenuItem>
    </>
  )
}
