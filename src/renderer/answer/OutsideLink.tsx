import { ExternalLink } from 'lucide-react'
import type { ReactNode } from 'react'
import { confirm } from '../stores/notices'
import { t } from '../texts'

/** The host of a web or mail address as it is really written (punycode); null for anything else. */
export function outsideHost(href: string): string | null {
  if (!URL.canParse(href)) return null
  const { protocol, hostname, pathname } = new URL(href)
  if (protocol === 'mailto:') return pathname
  return protocol === 'http:' || protocol === 'https:' ? hostname : null
}

/** A link of an answer: it names its host, and opens only after the reader has said so. */
export function OutsideLink({ href, children }: { href: string; children: ReactNode }) {
  const host = outsideHost(href)
  if (!host) return <span>{children}</span>
  const open = async () => {
    const yes = await confirm({
      title: t('links.title', { host }),
      body: t('links.body', { href }),
      action: t('links.action'),
      tone: 'plain',
    })
    if (yes) window.open(href, '_blank', 'noopener,noreferrer')
  }
  return (
    <button
      type="button"
      onClick={() => void open()}
      className="inline text-left text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
    >
      {children}
      <span className="ml-1 text-xs text-ink-faint">
        ({host}
        <ExternalLink className="ml-0.5 inline size-3" aria-hidden />)
      </span>
    </button>
  )
}
