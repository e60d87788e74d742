import { useEffect, useRef } from 'react'
import type { ChatMessage } from '../../../contract'
import { answeredElsewhere, useChat } from '../../stores/chat'
import { t } from '../../texts'
import { AnswerCard } from './AnswerCard'
import { Failure, NoAnswer } from './Failure'
import { NextQuestions } from './NextQuestions'
import { PendingAnswer } from './PendingAnswer'
import { Question } from './Question'

/** How close to the end the reader must be for the view to follow the answer, in CSS pixels. */
const followDistance = 80

/** The conversation, oldest first; follows a growing answer unless the reader has scrolled away. */
export function Messages() {
  const messages = useChat((state) => state.messages)
  const scroller = useRef<HTMLDivElement>(null)
  useFollowEnd(scroller)
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto" tabIndex={-1}>
      <div role="log" aria-live="off" aria-label={t('zones.conversation')} className="mx-auto flex max-w-3xl flex-col gap-6 px-5 py-6">
        {messages.map((message, index) =>
          message.role === 'question' ? (
            <Question key={message.id} id={message.id} text={message.text} branches={message.branches} />
          ) : (
            <AnswerCard key={message.id} message={message} question={questionBefore(messages, index)} />
          ),
        )}
        <Elsewhere />
        <NextQuestions />
        <PendingAnswer />
        <Failure />
      </div>
    </div>
  )
}

/** An answer that another window asked for, or a question that was left without one. */
function Elsewhere() {
  const answering = useChat(answeredElsewhere)
  const last = useChat(({ messages, pending }) => (pending ? undefined : messages.at(-1)))
  if (answering)
    return (
      <p role="status" className="flex items-center gap-2 text-ink-faint">
        <span className="size-2 animate-breathe rounded-full bg-accent" aria-hidden />
        {t('conversation.elsewhere')}
      </p>
    )
  return last?.role === 'question' ? <NoAnswer question={last} message={t('conversation.unanswered')} /> : null
}

function questionBefore(messages: readonly ChatMessage[], index: number): ChatMessage | undefined {
  const before = messages[index - 1]
  return before?.role === 'question' ? before : undefined
}

function useFollowEnd(scroller: React.RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const node = scroller.current
    const content = node?.firstElementChild
    if (!node || !content) return
    let following = true
    const toEnd = () => node.scrollTo({ top: node.scrollHeight })
    let lastTop = 0
    const watch = () => {
      const nearEnd = node.scrollHeight - node.scrollTop - node.clientHeight < followDistance
      // Only the reader scrolls up; a view that lags behind a growing answer still follows.
      if (nearEnd) following = true
      else if (node.scrollTop < lastTop) following = false
      lastTop = node.scrollTop
    }
    const grown = new ResizeObserver(() => following && toEnd())
    const asked = useChat.subscribe((state, before) => {
      if (state.pending && !before.pending) following = true
    })
    toEnd()
    grown.observe(content)
    node.addEventListener('scroll', watch, { passive: true })
    return () => {
      grown.disconnect()
      asked()
      node.removeEventListener('scroll', watch)
    }
  }, [scroller])
}
