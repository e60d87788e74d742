import { t } from '../texts'
import { Mark } from '../ui/Mark'

/** Shown in a browser that has no token, or one that is out of date; `restarted` where it was good until the host was started again. */
export function Refused({ restarted }: { restarted: boolean }) {
  return (
    <main className="flex h-full flex-col items-center justify-center gap-4 p-8 text-center">
      <Mark className="size-12" />
      <h1 className="font-serif text-2xl">{t(restarted ? 'connection.restartedTitle' : 'connection.refusedTitle')}</h1>
      <p className="max-w-md text-base text-ink-soft">{t(restarted ? 'connection.restartedBody' : 'connection.refusedBody')}</p>
    </main>
  )
}
