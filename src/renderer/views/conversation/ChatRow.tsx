import { Download, Ellipsis, MessageSquare, PencilLine, Pin, PinOff, Trash2 } from 'lucide-react'
import type { Chat } from '../../../contract'
import { deleteChat, exportChat, openChat, pinChat } from '../../actions/chats'
import { momentText } from '../../figures'
import { useChat } from '../../stores/chat'
import { useLayout } from '../../stores/layout'
import { t } from '../../texts'
import { classes } from '../../ui/classes'
import { IconButton } from '../../ui/IconButton'
import { Menu, MenuItem, MenuLine } from '../../ui/Menu'

/** One conversation of the list, with where the words that are searched for stand in it. */
export function ChatRow({ chat }: { chat: Chat }) {
  const { id, title, pinned, found } = chat
  const open = useChat((state) => state.chat === id)
  const facts = [
    pinned ? t('chats.pinned') : '',
    t('chats.questions', { count: chat.questions }),
    momentText(chat.changedAt),
    chat.answering ? t('chats.answering') : '',
  ]
  return (
    <li
      className={classes('group relative flex items-center gap-2.5 rounded-lg py-2 pr-1 pl-2.5 hover:bg-hover', open && 'bg-accent-soft')}
    >
      {pinned ? (
        <Pin className="size-4 shrink-0 text-accent" aria-hidden />
      ) : (
        <MessageSquare className="size-4 shrink-0 text-ink-faint" aria-hidden />
      )}
      <div className="min-w-0 flex-1">
        <button
          type="button"
          data-open
          aria-label={t('chats.open', { title })}
          aria-current={open || undefined}
          onClick={() => void openChat(id)}
          className="block w-full truncate text-left text-sm after:absolute after:inset-0 after:rounded-lg focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent"
        >
          {title}
        </button>
        {found && <p className="line-clamp-2 text-xs text-ink-soft">{found}</p>}
        <p className={classes('text-xs', open ? 'text-ink-soft' : 'text-ink-faint')}>{facts.filter(Boolean).join(' · ')}</p>
      </div>
      <div className="relative z-10">
        <RowMenu chat={chat} />
      </div>
    </li>
  )
}

function RowMenu({ chat }: { chat: Chat }) {
  const { id, title, pinned } = chat
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={t('chats.more', { title })}>
          <Ellipsis />
        </IconButton>
      }
    >
      <MenuItem icon={pinned ? <PinOff /> : <Pin />} onSelect={() => void pinChat(id, !pinned)}>
        {pinned ? t('chats.unpin') : t('chats.pin')}
      </MenuItem>
      <MenuItem icon={<PencilLine />} onSelect={() => useLayout.setState({ chatDialog: { chat: id, title } })}>
        {t('chats.rename')}
      </MenuItem>
      <MenuLine />
      {(['md', 'docx', 'pdf'] as const).map((format) => (
        <MenuItem key={format} icon={<Download />} onSelect={() => void exportChat(id, format)}>
          {t('chats.export', { format: t(`chats.formats.${format}`) })}
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem icon={<Trash2 />} bad onSelect={() => void deleteChat(chat)}>
        {t('chats.delete')}
      </MenuItem>
    </Menu>
  )
}
