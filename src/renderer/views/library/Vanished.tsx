import type { Watch } from '../../../contract'
import { keepVanished, removeVanished } from '../../actions/watches'
import { countText } from '../../figures'
import { useWatches } from '../../stores/watches'
import { t } from '../../texts'
import { Button } from '../../ui/Button'

/** Asks what is to become of documents whose files have vanished from a watched folder. */
export function Vanished({ watch }: { watch: Watch }) {
  return (
    <div role="alert" className="flex flex-col gap-2 rounded-lg bg-warn-soft px-3 py-2 text-sm">
      <p className="text-pretty" title={watch.pendingNames.join('\n')}>
        {t('watches.vanished', { count: watch.pending, number: countText(watch.pending), path: watch.path })}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button size="small" onClick={() => void keepVanished(watch.id)}>
          {t('watches.keep')}
        </Button>
        <Button size="small" onClick={() => void removeVanished(watch.id)}>
          {t('watches.confirm')}
        </Button>
      </div>
    </div>
  )
}

/** The same question above the library, for the first folder that asks. */
export function VanishedNotice() {
  const asking = useWatches((state) => state.list.find((watch) => watch.state === 'asking'))
  return (
    asking && (
      <div className="px-3 pt-3">
        <Vanished watch={asking} />
      </div>
    )
  )
}
