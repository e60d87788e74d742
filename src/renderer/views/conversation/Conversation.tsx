import { MessageSquarePlus, MessagesSquare } from 'lucide-react'
import { newChat } from '../../actions/chats'
import { shownPending, useChat } from '../../stores/chat'
import { useDocuments } from '../../stores/documents'
import { useLayout } from '../../stores/layout'
import { t } from '../../texts'
import { IconButton } from '../../ui/IconButton'
import { shortcut } from '../useShortcuts'
import { Welcome } from '../workspace/Welcome'
import { ChatDialog } from './ChatDialog'
import { ChatList } from './ChatList'
import { Composer } from './Composer'
import { Messages } from './Messages'
import { StartHere } from './StartHere'

/** The conversation zone: what was asked and answered, and the question box; or the list of conversations. */
export function Conversation() {
  const listed = useLayout((state) => state.chatsOpen)
  const empty = useChat((state) => state.loaded && state.messages.length === 0 && !shownPending(state) && !state.failure)
  const noDocuments = useDocuments((state) => state.loaded && state.order.length === 0)
  const noChats = useChat((state) => state.chats.length === 0)
  return (
    <div className="flex h-full flex-col">
      <Head />
      {listed ? (
        <ChatList />
      ) : empty && noDocuments && noChats ? (
        <div className="min-h-0 flex-1 overflow-y-auto">
          <Welcome />
        </div>
      ) : (
        <>
          {empty ? <StartHere /> : <Messages />}
          <Composer />
        </>
      )}
      <ChatDialog />
    </div>
  )
}

function Head() {
  const listed = useLayout((state) => state.chatsOpen)
  const title = useChat(({ chats, chat }) => chats.find(({ id }) => id === chat)?.title)
  const any = useChat((state) => state.chats.length > 0)
  return (
    <div className="flex h-12 shrink-0 items-center gap-1 border-b border-line px-4">
      <h2 className="min-w-0 flex-1 truncate text-sm font-medium" title={title}>
        {listed ? t('chats.title') : (title ?? t('zones.conversation'))}
      </h2>
      {(any || listed) && (
        <>
          <IconButton
            label={t('chats.show')}
            keys={shortcut('Shift+H')}
            aria-pressed={listed}
            onClick={() => useLayout.setState({ chatsOpen: !listed })}
            className="aria-pressed:bg-pressed"
          >
            <MessagesSquare />
          </IconButton>
          <IconButton label={t('chats.create')} onClick={newChat}>
            <MessageSquarePlus />
          </IconButton>
        </>
      )}
    </div>
  )
}
