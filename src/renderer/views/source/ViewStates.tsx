import { FileWarning } from 'lucide-react'
import { useDocuments } from '../../stores/documents'
import { useViewer } from '../../stores/viewer'
import { t } from '../../texts'
import { Button } from '../../ui/Button'

export function PageSkeleton() {
  return (
    <div aria-busy="true" aria-label={t('source.opening')} className="h-full overflow-hidden bg-canvas p-5">
      <div className="mx-auto aspect-[1/1.41] w-full max-w-3xl rounded-sm bg-raised p-[9%] shadow-card">
        {[90, 97, 93, 60, 0, 95, 98, 91, 96, 40].map((width, index) => (
          <div key={index} className="mb-[2.2%] h-3 skeleton" style={{ width: `${width}%`, opacity: width ? 0.5 : 0 }} />
        ))}
      </div>
    </div>
  )
}

/** The original cannot be shown; what was read of it still can. */
export function CannotShow({ document, message }: { document: string; message: string }) {
  const read = useDocuments((state) => (state.byId.get(document)?.pages ?? 0) > 0)
  return (
    <div role="alert" className="flex h-full flex-col items-center justify-center gap-3 bg-canvas p-6 text-center">
      <FileWarning className="size-8 text-ink-faint" strokeWidth={1.5} aria-hidden />
      <p className="font-medium">{t('source.cannotShow')}</p>
      <p className="max-w-sm break-words text-ink-soft">{message}</p>
      {read && <Button onClick={() => useViewer.setState({ mode: 'text' })}>{t('source.showText')}</Button>}
    </div>
  )
}
