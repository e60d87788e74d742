import { ChevronLeft, ChevronRight } from 'lucide-react'
import { showBranch } from '../../actions/chats'
import { t } from '../../texts'
import { IconButton } from '../../ui/IconButton'

/** Goes from one version of a question or an answer to the next, with all that follows it. */
export function BranchSwitch({ id, branches }: { id: string; branches: readonly string[] | undefined }) {
  if (!branches || branches.length < 2) return null
  const at = branches.indexOf(id)
  const step = (label: string, to: number, icon: React.ReactNode) => (
    <IconButton label={label} className="size-5" disabled={!branches[to]} onClick={() => void showBranch(branches[to] as string)}>
      {icon}
    </IconButton>
  )
  return (
    <span
      role="group"
      aria-label={t('conversation.branch', { at: at + 1, of: branches.length })}
      className="flex items-center text-xs text-ink-faint tabular-nums"
    >
      {step(t('conversation.earlier'), at - 1, <ChevronLeft />)}
      <span aria-hidden>
        {at + 1}/{branches.length}
      </span>
      {step(t('conversation.later'), at + 1, <ChevronRight />)}
    </span>
  )
}
