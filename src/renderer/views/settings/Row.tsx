import type { ReactNode } from 'react'

/** One setting: what it is on the left, its control on the right. */
export function Row({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <div className="flex items-center justify-between gap-6 border-b border-line py-4 first:pt-0 last:border-b-0 max-narrow:flex-col max-narrow:items-start max-narrow:gap-2">
      <div>
        <p className="font-medium">{title}</p>
        {hint && <p className="mt-0.5 max-w-sm text-xs text-pretty text-ink-faint">{hint}</p>}
      </div>
      <div className="shrink-0">{children}</div>
    </div>
  )
}
