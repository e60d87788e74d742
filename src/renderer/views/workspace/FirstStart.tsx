import { Welcome } from './Welcome'

/** The first start: there is no workspace yet, and one action makes it. */
export function FirstStart() {
  return (
    <main className="min-h-0 flex-1 px-2 pb-2">
      <div className="h-full overflow-y-auto rounded-xl border border-line bg-surface">
        <Welcome />
      </div>
    </main>
  )
}
