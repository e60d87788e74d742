import { AlertDialog } from 'radix-ui'
import { useNotices } from '../stores/notices'
import { t } from '../texts'
import { Button } from './Button'

/** Asks before something that cannot be taken back; the safe answer has the focus. */
export function ConfirmDialog() {
  const confirmation = useNotices((state) => state.confirmation)
  return (
    <AlertDialog.Root open={confirmation !== null} onOpenChange={(open) => !open && confirmation?.answer(false)}>
      <AlertDialog.Portal>
        <div className="fixed inset-0 z-50 bg-scrim motion-safe:animate-appear" aria-hidden />
        <AlertDialog.Content className="fixed top-1/2 left-1/2 z-50 w-[calc(100vw-2rem)] max-w-sm -translate-x-1/2 -translate-y-1/2 rounded-xl border border-line bg-raised p-5 shadow-float outline-none motion-safe:animate-appear">
          <AlertDialog.Title className="text-base font-semibold break-words">{confirmation?.title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-ink-soft">{confirmation?.body}</AlertDialog.Description>
          <div className="mt-5 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>{t('actions.cancel')}</Button>
            </AlertDialog.Cancel>
            <Button tone={confirmation?.tone === 'bad' ? 'bad' : 'primary'} onClick={() => confirmation?.answer(true)}>
              {confirmation?.action}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
