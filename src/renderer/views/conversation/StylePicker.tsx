import { AlignLeft, ChevronDown, Quote, ScrollText, Table2 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { AnswerStyle } from '../../../contract'
import { chooseStyle } from '../../actions/chats'
import { useChat } from '../../stores/chat'
import { t } from '../../texts'
import { Menu, MenuChoice, MenuChoices, MenuHeading } from '../../ui/Menu'

const icons: Record<AnswerStyle, ReactNode> = { short: <AlignLeft />, detailed: <ScrollText />, table: <Table2 />, quotes: <Quote /> }
const all: readonly AnswerStyle[] = ['short', 'detailed', 'table', 'quotes']

/** The shape of the next answers. */
export function StylePicker() {
  const style = useChat((state) => state.style)
  const trigger = (
    <button
      type="button"
      aria-label={t('style.choose', { name: t(`style.names.${style}`) })}
      className="flex h-7 shrink-0 items-center gap-1.5 rounded-full px-2.5 text-xs font-medium text-ink-soft hover:bg-hover hover:text-ink [&_svg]:size-3.5"
    >
      {icons[style]}
      <span className="@max-sm:sr-only">{t(`style.names.${style}`)}</span>
      <ChevronDown className="!size-3 text-ink-faint" aria-hidden />
    </button>
  )
  return (
    <Menu trigger={trigger} side="top" className="w-64">
      <MenuHeading>{t('style.heading')}</MenuHeading>
      <MenuChoices label={t('style.heading')} value={style} onChange={(value) => chooseStyle(value as AnswerStyle)}>
        {all.map((one) => (
          <MenuChoice key={one} value={one}>
            {icons[one]}
            <span className="min-w-0 flex-1">
              <span className="block">{t(`style.names.${one}`)}</span>
              <span className="block text-xs text-ink-faint">{t(`style.hints.${one}`)}</span>
            </span>
          </MenuChoice>
        ))}
      </MenuChoices>
    </Menu>
  )
}
