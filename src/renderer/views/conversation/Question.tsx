import { t } from '../../texts'

/** What the reader asked. */
export function Question({ text }: { text: string }) {
  return (
    <article aria-label={t('conversation.question')} className="flex justify-end">
      <p className="max-w-[85%] rounded-2xl rounded-br-md bg-accent-soft px-4 py-2.5 text-base break-words whitespace-pre-wrap">{text}</p>
    </article>
  )
}
