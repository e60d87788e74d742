import { WifiOff } from 'lucide-react'
import { useConnection } from '../stores/connection'
import { t } from '../texts'

/** Says that the host is gone; what is shown stays readable, and the window connects again by itself. */
export function ConnectionBanner() {
  const lost = useConnection((state) => state.state === 'lost')
  if (!lost) return null
  return (
    <div role="alert" className="mx-2 mb-2 flex items-center gap-2.5 rounded-lg bg-warn-soft px-3 py-2 text-warn">
      <WifiOff className="size-4 shrink-0" aria-hidden />
      {t('connection.lost')}
    </div>
  )
}
