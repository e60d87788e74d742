import { RotateCw } from 'lucide-react'
import { ask } from '../../actions/chat'
import { useChat } from '../../stores/chat'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { Question } from './Question'

/** A question that brought no answer, why, and the way to ask it again. */
export function Failure() {
  const failure = useChat((state) => state.failure)
  if (!failure) return null
  return (
    <>
      <Question text={failure.question} />
      <NoAnswer question={{ text: failure.question }} message={failure.error.message} />
    </>
  )
}

/** Why there is no answer, with the way to ask again. */
export function NoAnswer({ question, message }: { question: { text: string; id?: string } | undefined; message: string }) {
  const busy = useChat((state) => state.pending !== null)
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 rounded-xl border border-line bg-bad-soft px-4 py-3">
      <p className="min-w-0 flex-1 break-words text-bad">{message}</p>
      {question !== undefined && (
        <Button size="small" disabled={busy} onClick={() => void ask(question.text, question.id)}>
          <RotateCw className="size-3.5" aria-hidden />
          {t('conversation.askAgain')}
        </Button>
      )}
    </div>
  )
}
