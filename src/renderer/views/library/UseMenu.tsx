import { Flame } from 'lucide-react'
import { Warmth } from '../../../contract'
import type { UseFilter } from '../../stores/documents'
import { t } from '../../texts'
import { classes } from '../../ui/classes'
import { Menu, MenuChoice, MenuChoices, MenuHeading, MenuLine } from '../../ui/Menu'

const choices = ['all', ...Warmth.options] as const

/** Orders the library by use, and shows only what is used so much. */
export function UseMenu({ use, onUse }: { use: UseFilter; onUse: (use: UseFilter) => void }) {
  const isSet = use.only !== 'all' || use.first
  return (
    <Menu
      align="end"
      trigger={
        <button
          type="button"
          className={classes(
            'flex h-6 shrink-0 items-center gap-1 rounded-md px-1.5 text-xs text-ink-soft hover:bg-hover [&_svg]:size-3',
            isSet && 'bg-accent-soft text-accent-strong',
          )}
        >
          <Flame aria-hidden />
          {use.only === 'all' ? t('use.menu') : t(`use.${use.only}`)}
        </button>
      }
    >
      <MenuHeading>{t('use.show')}</MenuHeading>
      <MenuChoices label={t('use.show')} value={use.only} onChange={(only) => onUse({ ...use, only: only as UseFilter['only'] })}>
        {choices.map((only) => (
          <MenuChoice key={only} value={only}>
            {t(`use.${only}`)}
          </MenuChoice>
        ))}
      </MenuChoices>
      <MenuLine />
      <MenuHeading>{t('use.order')}</MenuHeading>
      <MenuChoices
        label={t('use.order')}
        value={use.first ? 'used' : 'added'}
        onChange={(order) => onUse({ ...use, first: order === 'used' })}
      >
        <MenuChoice value="added">{t('use.added')}</MenuChoice>
        <MenuChoice value="used">{t('use.used')}</MenuChoice>
      </MenuChoices>
    </Menu>
  )
}
