import { Eraser } from 'lucide-react'
import { clearConversation } from '../../actions/chat'
import { useChat } from '../../stores/chat'
import { useDocuments } from '../../stores/documents'
import { t } from '../../texts'
import { IconButton } from '../../ui/IconButton'
import { Welcome } from '../workspace/Welcome'
import { Composer } from './Composer'
import { Messages } from './Messages'
import { StartHere } from './StartHere'

/** The conversation zone: what was asked and answered, and the question box. */
export function Conversation() {
  const empty = useChat((state) => state.loaded && state.messages.length === 0 && !state.pending && !state.failure)
  const noDocuments = useDocuments((state) => state.loaded && state.order.length === 0)
  return (
    <div className="flex h-full flex-col">
      <Head />
      {empty && noDocuments ? (
        <div className="min-h-0 flex-1 overflow-y-auto">
          <Welcome />
        </div>
      ) : (
        <>
          {empty ? <StartHere /> : <Messages />}
          <Composer />
        </>
      )}
    </div>
  )
}

function Head() {
  const any = useChat((state) => state.messages.length > 0)
  return (
    <div className="flex h-12 shrink-0 items-center justify-between border-b border-line px-4">
      <h2 className="text-sm font-medium">{t('zones.conversation')}</h2>
      {any && (
        <IconButton label={t('conversation.clear')} onClick={() => void clearConversation()}>
          <Eraser />
        </IconButton>
      )}
    </div>
  )
}
