import { CornerDownRight } from 'lucide-react'
import { useEffect, useState } from 'react'
import { ask } from '../../actions/chat'
import { nextQuestions } from '../../actions/chats'
import { useChat } from '../../stores/chat'
import { t } from '../../texts'

/** Questions to go on with after the last answer, each of which the sources answer. */
export function NextQuestions() {
  const message = useChat(({ messages, pending }) => (pending ? undefined : messages.at(-1)))
  const id = message?.role === 'answer' && !message.id.startsWith('unkept') ? message.id : undefined
  const [found, setFound] = useState<{ id: string; questions: readonly string[] } | null>(null)
  useEffect(() => {
    if (id === undefined) return
    let wanted = true
    void nextQuestions(id).then((questions) => wanted && setFound({ id, questions }))
    return () => void (wanted = false)
  }, [id])
  if (!found || found.id !== id || found.questions.length === 0) return null
  return (
    <ul aria-label={t('conversation.next')} className="flex flex-col items-start gap-1">
      {found.questions.map((question) => (
        <li key={question}>
          <button
            type="button"
            onClick={() => void ask(question)}
            className="flex items-center gap-2 rounded-lg px-2 py-1 text-left text-ink-soft hover:bg-hover hover:text-ink"
          >
            <CornerDownRight className="size-3.5 shrink-0 text-ink-faint" aria-hidden />
            {question}
          </button>
        </li>
      ))}
    </ul>
  )
}
