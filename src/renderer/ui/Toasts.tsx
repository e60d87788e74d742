import { CircleAlert, CircleCheck, Info, X } from 'lucide-react'
import { Toast } from 'radix-ui'
import { dismissNotice, useNotices, type Notice } from '../stores/notices'
import { t } from '../texts'

const icons = {
  plain: <Info className="text-ink-faint" />,
  good: <CircleCheck className="text-good" />,
  bad: <CircleAlert className="text-bad" />,
} satisfies Record<Notice['tone'], unknown>

/** Short notices at the lower right; errors stay longer. */
export function Toasts() {
  const notices = useNotices((state) => state.notices)
  return (
    <Toast.Provider label={t('notices.label')} swipeDirection="right">
      {notices.map((notice) => (
        <Toast.Root
          key={notice.id}
          type={notice.tone === 'bad' || notice.action ? 'foreground' : 'background'}
          duration={notice.action?.forMs ?? (notice.tone === 'bad' ? 12_000 : 5_000)}
          onOpenChange={(open) => !open && dismissNotice(notice.id)}
          className="flex items-start gap-2.5 rounded-xl border border-line bg-raised p-3 shadow-float motion-safe:animate-rise [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0"
        >
          {icons[notice.tone]}
          <Toast.Description className="min-w-0 flex-1 break-words">{notice.text}</Toast.Description>
          {notice.action && (
            <Toast.Action
              altText={notice.action.label}
              onClick={notice.action.run}
              className="rounded-md px-1.5 font-medium text-accent hover:bg-hover"
            >
              {notice.action.label}
            </Toast.Action>
          )}
          <Toast.Close aria-label={t('actions.dismiss')} className="rounded-md text-ink-faint hover:text-ink">
            <X className="size-4" />
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport
        label={t('notices.label')}
        className="fixed right-4 bottom-4 z-50 flex w-88 max-w-[calc(100vw-2rem)] flex-col gap-2 outline-none"
      />
    </Toast.Provider>
  )
}
