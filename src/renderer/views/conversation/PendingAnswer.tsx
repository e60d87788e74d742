import { shownPending, useChat } from '../../stores/chat'
import { t } from '../../texts'
import { AnswerBody } from './AnswerBody'
import { Question } from './Question'

/** The question under way: its stage, and the answer as it grows. Only this redraws with each piece. */
export function PendingAnswer() {
  const pending = useChat(shownPending)
  if (!pending) return null
  return (
    <>
      <Question text={pending.question} />
      <article aria-label={t('conversation.answer')} aria-busy="true" className="flex flex-col gap-3">
        {pending.understood && <p className="text-xs text-ink-faint">{t('conversation.understood', { question: pending.understood })}</p>}
        {pending.text && <AnswerBody text={pending.text} citations={pending.citations} claims={[]} />}
        <p className="flex items-center gap-2 text-ink-faint">
          <span className="size-2 animate-breathe rounded-full bg-accent" aria-hidden />
          {pending.stage === 'reading' && pending.reading
            ? t('conversation.readingNow', { ...pending.reading, done: pending.reading.done + 1 })
            : t(`conversation.stages.${pending.stage}`)}
        </p>
        {!pending.text && (
          <div aria-hidden className="flex max-w-lg flex-col gap-2.5">
            <div className="h-3 w-full skeleton" />
            <div className="h-3 w-11/12 skeleton" />
            <div className="h-3 w-3/5 skeleton" />
          </div>
        )}
      </article>
    </>
  )
}
