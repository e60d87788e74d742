import { Check, ChevronRight, Minus } from 'lucide-react'
import { useState } from 'react'
import type { Reading } from '../../../contract'
import { openDocument } from '../../actions/viewer'
import { t } from '../../texts'
import { classes } from '../../ui/classes'

/** Which documents were read for an answer that asked for all of them, and which way. */
export function ReadList({ read: { way, documents, left, pagesLeft = 0 } }: { read: Reading }) {
  const [open, setOpen] = useState(false)
  const found = documents.filter((one) => one.found).length
  return (
    <div className="flex flex-col gap-2 text-xs">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex items-center gap-1 self-start rounded-md font-medium text-ink-soft hover:text-ink hover:underline"
      >
        <ChevronRight className={classes('size-3.5 transition-transform', open && 'rotate-90')} aria-hidden />
        {t(`conversation.read.${way}`, { count: documents.length, found })}
      </button>
      {left > 0 && <p className="text-warn">{t('conversation.read.left', { count: left })}</p>}
      {pagesLeft > 0 && <p className="text-warn">{t('conversation.read.pagesLeft', { count: pagesLeft })}</p>}
      {open && (
        <ul className="flex max-h-60 flex-col gap-1 overflow-y-auto rounded-xl border border-line bg-canvas/60 p-3">
          {documents.map(({ document, name, found: says }) => (
            <li key={document} className="flex items-center gap-2">
              {says ? (
                <Check className="size-3.5 shrink-0 text-good" aria-label={t('conversation.read.found')} />
              ) : (
                <Minus className="size-3.5 shrink-0 text-ink-faint" aria-label={t('conversation.read.nothing')} />
              )}
              <button
                type="button"
                onClick={() => openDocument(document, name)}
                className="min-w-0 truncate text-ink-soft hover:text-ink hover:underline"
              >
                {name}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
