import type { Deletion } from '../../../contract'
import { eraseAgain, takeBack } from '../../actions/workspaces'
import { countText } from '../../figures'
import { useWorkspaces } from '../../stores/workspaces'
import { t } from '../../texts'
import { Button } from '../../ui/Button'

/** Deleted workspaces that are not off the disk yet: taken back, followed, or tried again. */
export function Going() {
  const going = useWorkspaces((state) => state.going)
  if (going.length === 0) return null
  return (
    <ul aria-label={t('deletions.list')} className="flex flex-col gap-1 border-t border-line px-5 py-2">
      {going.map((deletion) => (
        <li key={deletion.id} className="flex items-center gap-3 text-ink-soft">
          <span className="min-w-0 truncate">{textOf(deletion)}</span>
          {deletion.begunAt === null && (
            <Button size="small" onClick={() => void takeBack(deletion.id)}>
              {t('workspace.undo')}
            </Button>
          )}
          {deletion.message !== null && (
            <Button size="small" onClick={() => void eraseAgain()}>
              {t('deletions.again')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}

function textOf({ name, begunAt, eraseAfter, files, message }: Deletion): string {
  const named = name ?? ''
  if (message !== null) return t('deletions.stuck', { name: named, message })
  if (begunAt !== null) return t('deletions.erasing', { name: named, files: countText(files) })
  return t('deletions.waiting', { name: named, time: eraseAfter ? new Date(eraseAfter).toLocaleTimeString() : '' })
}
