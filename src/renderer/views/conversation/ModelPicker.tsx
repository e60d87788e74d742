import { ChevronDown, Cloud, Laptop, Quote, Settings2 } from 'lucide-react'
import { chooseModel } from '../../actions/workspaces'
import { useLayout } from '../../stores/layout'
import { useModels } from '../../stores/models'
import { currentWorkspace, useWorkspaces } from '../../stores/workspaces'
import { t } from '../../texts'
import { Menu, MenuChoice, MenuChoices, MenuHeading, MenuItem, MenuLine } from '../../ui/Menu'

/** The value that stands for no model in the menu; labels of models are never empty. */
const none = ''

/** Who answers in this workspace, and whether anything leaves the machine for it. */
export function ModelPicker() {
  const list = useModels((state) => state.list)
  const chosen = useWorkspaces((state) => currentWorkspace(state)?.model ?? null)
  const model = list.find(({ label }) => label === chosen)
  const Icon = chosen === null ? Quote : model?.local ? Laptop : Cloud
  const trigger = (
    <button
      type="button"
      aria-label={t('model.choose', { name: chosen ?? t('model.none') })}
      className="flex h-7 max-w-64 min-w-0 items-center gap-1.5 rounded-full px-2.5 text-xs font-medium text-ink-soft hover:bg-hover hover:text-ink"
    >
      <Icon className="size-3.5 shrink-0" aria-hidden />
      <span className="truncate">{chosen ?? t('model.none')}</span>
      {model && !model.local && <span className="rounded-full bg-warn-soft px-1.5 text-2xs text-warn">{t('model.remote')}</span>}
      <ChevronDown className="size-3 shrink-0 text-ink-faint" aria-hidden />
    </button>
  )
  return (
    <Menu trigger={trigger} side="top" className="w-80">
      <MenuHeading>{t('model.heading')}</MenuHeading>
      <MenuChoices label={t('model.heading')} value={chosen ?? none} onChange={(value) => void chooseModel(value === none ? null : value)}>
        <MenuChoice value={none}>
          <Quote />
          <Described name={t('model.none')} hint={t('model.noneHint')} />
        </MenuChoice>
        {list.map(({ label, local, url }) => (
          <MenuChoice key={label} value={label}>
            {local ? <Laptop /> : <Cloud />}
            <Described name={label} hint={local ? t('model.localHint') : t('model.remoteHint', { host: hostOf(url) })} />
          </MenuChoice>
        ))}
      </MenuChoices>
      <MenuLine />
      <MenuItem icon={<Settings2 />} onSelect={() => useLayout.setState({ settingsOpen: true })}>
        {t('model.manage')}
      </MenuItem>
    </Menu>
  )
}

function Described({ name, hint }: { name: string; hint: string }) {
  return (
    <span className="min-w-0 flex-1">
      <span className="block truncate">{name}</span>
      <span className="block text-xs text-pretty text-ink-faint">{hint}</span>
    </span>
  )
}

function hostOf(url: string | null): string {
  return url && URL.canParse(url) ? new URL(url).host : ''
}
