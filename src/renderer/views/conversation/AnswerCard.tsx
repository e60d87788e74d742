import { Check, CircleAlert, CircleCheck, Copy, FileJson, History, RotateCw } from 'lucide-react'
import { memo, useCallback, useState } from 'react'
import type { Answer, ChatMessage, Claim } from '../../../contract'
import { copyText } from '../../answer/copyText'
import { ask } from '../../actions/chat'
import { momentText } from '../../figures'
import { useChat } from '../../stores/chat'
import { useModels } from '../../stores/models'
import { t } from '../../texts'
import { classes } from '../../ui/classes'
import { IconButton } from '../../ui/IconButton'
import { AnswerBody } from './AnswerBody'
import { BranchSwitch } from './BranchSwitch'
import { ComputedFigures } from './ComputedFigures'
import { NoAnswer } from './Failure'
import { ReadList } from './ReadList'
import { RecordDialog } from './RecordDialog'
import { SourceList } from './SourceList'

interface AnswerCardProps {
  message: ChatMessage
  /** What was asked, where it is known: it can be asked again. */
  question?: Pick<ChatMessage, 'id' | 'text'> | undefined
}

/** A finished answer: its text, what was checked, and the sources it stands on; where nothing was written, only why. */
export const AnswerCard = memo(function AnswerCard({ message, question }: AnswerCardProps) {
  const { text, answer } = message
  if (!text && answer?.error)
    return (
      <div className="flex flex-col gap-1">
        <NoAnswer question={question} message={answer.error.message} />
        <BranchSwitch id={message.id} branches={message.branches} />
      </div>
    )
  return (
    <article aria-label={t('conversation.answer')} className="flex flex-col gap-3">
      {answer?.understood && <p className="text-xs text-ink-faint">{t('conversation.understood', { question: answer.understood })}</p>}
      {text ? (
        <AnswerBody text={text} citations={answer?.citations ?? []} claims={answer?.claims ?? []} />
      ) : (
        <p className="text-ink-soft">{answer?.stopped ? t('conversation.stoppedEmpty') : t('conversation.noAnswer')}</p>
      )}
      {answer?.note && <p className="rounded-lg bg-canvas px-3 py-2 text-sm text-pretty text-ink-soft">{answer.note}</p>}
      {answer?.error && (
        <p role="alert" className="rounded-lg bg-bad-soft px-3 py-2 text-bad">
          {answer.error.message}
        </p>
      )}
      {answer?.read && <ReadList read={answer.read} />}
      {answer?.computed && <ComputedFigures computed={answer.computed} />}
      {answer && <SourceList citations={answer.citations} />}
      {answer && <Foot message={message} answer={answer} question={question} />}
    </article>
  )
})

function Foot({ message, answer, question }: AnswerCardProps & { answer: Answer }) {
  const [open, setOpen] = useState(false)
  const [sentOpen, setSentOpen] = useState(false)
  const closeSent = useCallback(() => setSentOpen(false), [])
  const { claims } = answer
  const verified = claims.filter((claim) => claim.verified).length
  const whole = verified === claims.length
  return (
    <div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-faint">
        {claims.length > 0 && (
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className={classes(
              'flex items-center gap-1.5 rounded-md py-0.5 font-medium hover:underline',
              whole ? 'text-good' : 'text-warn',
            )}
          >
            {whole ? <CircleCheck className="size-3.5" aria-hidden /> : <CircleAlert className="size-3.5" aria-hidden />}
            {t('conversation.verified', { verified, count: claims.length })}
          </button>
        )}
        <Origin answer={answer} />
        {answer.cutOff && <span title={t('conversation.cutOffHelp')}>{t('conversation.cutOff')}</span>}
        {answer.stopped && !answer.error && <span>{t('conversation.stopped')}</span>}
        {answer.repeated && <Repeated at={answer.repeated.at} question={question} />}
        <span className="flex items-center gap-1">
          {message.text && <CopyButton text={copyText(message.text, answer.citations)} />}
          {question && <AgainButton question={question} />}
          {!message.id.startsWith('unkept') && (
            <IconButton label={t('conversation.sent')} className="size-6 [&_svg]:size-3.5" onClick={() => setSentOpen(true)}>
              <FileJson />
            </IconButton>
          )}
          <BranchSwitch id={message.id} branches={message.branches} />
        </span>
      </div>
      {open && <ClaimList claims={claims} />}
      {sentOpen && <RecordDialog message={message.id} onClose={closeSent} />}
    </div>
  )
}

function Origin({ answer: { model, computed } }: { answer: Answer }) {
  const local = useModels((state) => state.list.find(({ label }) => label === model)?.local)
  if (computed) return <span>{t('model.computed')}</span>
  if (model === null) return <span>{t('model.extracted')}</span>
  return <span>{local === false ? t('model.wroteRemote', { model }) : t('model.wrote', { model })}</span>
}

function ClaimList({ claims }: { claims: readonly Claim[] }) {
  return (
    <ul aria-label={t('conversation.claims')} className="mt-2 flex flex-col gap-1.5 rounded-xl border border-line bg-canvas/60 p-3">
      {claims.map((claim, index) => (
        <li key={index} className="flex items-start gap-2">
          {claim.verified ? (
            <CircleCheck className="mt-0.5 size-4 shrink-0 text-good" aria-label={t('citation.verified')} />
          ) : (
            <CircleAlert className="mt-0.5 size-4 shrink-0 text-warn" aria-label={t('citation.unverified')} />
          )}
          <span className="min-w-0 flex-1 break-words text-ink-soft">{claim.text.replace(/\s*\[\d+\]/g, '')}</span>
          <span className="shrink-0 text-xs text-ink-faint tabular-nums">
            {claim.citations.length ? claim.citations.map((n) => `[${n}]`).join(' ') : t('citation.none')}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** That the answer was given before, and the way to another one. */
function Repeated({ at, question }: { at: string; question: AnswerCardProps['question'] }) {
  const busy = useChat((state) => state.pending !== null)
  return (
    <span className="flex items-center gap-1.5" title={t('conversation.repeatedHint')}>
      <History className="size-3.5" aria-hidden />
      {t('conversation.repeated', { at: momentText(at) })}
      {question && (
        <button
          type="button"
          disabled={busy}
          onClick={() => void ask(question.text, question.id)}
          className="rounded-md font-medium text-accent hover:underline disabled:opacity-50"
        >
          {t('conversation.anew')}
        </button>
      )}
    </span>
  )
}

/** The same question once more, by whoever answers now; the answer that stands here stays on a branch of its own. */
function AgainButton({ question }: { question: Pick<ChatMessage, 'id' | 'text'> }) {
  const busy = useChat((state) => state.pending !== null)
  return (
    <IconButton
      label={t('conversation.again')}
      disabled={busy}
      className="size-6 [&_svg]:size-3.5"
      onClick={() => void ask(question.text, question.id)}
    >
      <RotateCw />
    </IconButton>
  )
}

function CopyButton({ text }: { text: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 1_500)
  }
  return (
    <IconButton label={copied ? t('actions.copied') : t('actions.copy')} className="size-6 [&_svg]:size-3.5" onClick={() => void copy()}>
      {copied ? <Check className="text-good" /> : <Copy />}
    </IconButton>
  )
}
