import { useDeferredValue, useEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { Chat } from '../../../contract'
import { deleteChat, findChats } from '../../actions/chats'
import { useChat } from '../../stores/chat'
import { useLayout } from '../../stores/layout'
import { t } from '../../texts'
import { SearchField } from '../../ui/SearchField'
import { ChatRow } from './ChatRow'

/** The conversations of the workspace, with a search in them. Arrows move, Enter opens, F2 renames, Delete deletes, Escape goes back. */
export function ChatList() {
  const [typed, setTyped] = useState('')
  const chats = useFound(typed)
  const list = useRef<HTMLUListElement>(null)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) {
      event.preventDefault()
      return useLayout.setState(({ questionFocus }) => ({ chatsOpen: false, questionFocus: questionFocus + 1 }))
    }
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-open]') ?? [])]
    const at = rows.indexOf(document.activeElement as HTMLElement)
    const chat = chats[at]
    const to = event.key === 'ArrowDown' ? at + 1 : event.key === 'ArrowUp' ? at - 1 : null
    if (to !== null && (at >= 0 || document.activeElement === field.current)) {
      event.preventDefault()
      ;(rows[to] ?? (to < 0 ? field.current : null))?.focus()
    } else if (chat && event.key === 'F2') useLayout.setState({ chatDialog: { chat: chat.id, title: chat.title } })
    else if (chat && event.key === 'Delete') void deleteChat(chat)
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys pressed on the rows within
    <div className="mx-auto flex min-h-0 w-full max-w-3xl flex-1 flex-col gap-3 px-4 py-3" onKeyDown={press}>
      <SearchField ref={field} label={t('chats.search')} value={typed} onChange={setTyped} />
      {chats.length === 0 && <p className="px-2 py-6 text-center text-ink-faint">{typed.trim() ? t('chats.nothing') : t('chats.none')}</p>}
      <ul ref={list} aria-label={t('chats.title')} className="flex min-h-0 flex-1 flex-col gap-0.5 overflow-y-auto">
        {chats.map((chat) => (
          <ChatRow key={chat.id} chat={chat} />
        ))}
      </ul>
    </div>
  )
}

/** The conversations that hold the words; all of them while nothing is typed. */
function useFound(typed: string): readonly Chat[] {
  const query = useDeferredValue(typed.trim())
  const all = useChat((state) => state.chats)
  const [found, setFound] = useState<{ query: string; chats: readonly Chat[] }>({ query: '', chats: [] })
  useEffect(() => {
    if (!query) return
    let wanted = true
    void findChats(query).then((chats) => wanted && setFound({ query, chats }))
    return () => void (wanted = false)
  }, [query, all])
  return query ? found.chats : all
}
