import { KeyRound, RotateCw } from 'lucide-react'
import type { Document } from '../../../contract'
import { askPassword, retryDocuments } from '../../actions/documents'
import { t } from '../../texts'
import { Button } from '../../ui/Button'

/** Says above a document that could not be read why that is, and offers to read it again. */
export function Unread({ document }: { document: Document }) {
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 border-b border-line bg-bad-soft px-4 py-3">
      <p className="min-w-48 flex-1 break-words text-bad">{document.message ?? t(`status.${document.status}`)}</p>
      {document.status === 'needs-password' && (
        <Button size="small" tone="primary" onClick={() => askPassword(document.id, document.name)}>
          <KeyRound className="size-3.5" aria-hidden />
          {t('password.enterShort')}
        </Button>
      )}
      <Button size="small" onClick={() => void retryDocuments([document.id])}>
        <RotateCw className="size-3.5" aria-hidden />
        {t('library.readAgain')}
      </Button>
    </div>
  )
}
