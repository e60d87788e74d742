import type { Contract } from '../../contract'
import type { EgressEntry, EgressPolicy, EgressWay } from '../../contract/egress'
import type { Handlers } from '../../rpc/handlers'
import type { LedgerRow } from '../catalog/egressRows'
import type { CoreContext } from '../context'
import { addressOfService } from '../embeddings'
import { ledgerTable } from './ledgerTable'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { check, type EgressUse, hostName, judge } from './admit'

/** Entries of a table to keep; some fifteen megabytes. */
const mostExported = 100_000

/** The policies and ledgers of the contract. */
export function createEgress(core: CoreContext): Handlers<Contract>['egress'] {
  const state = (workspace: OpenWorkspace) => ({ policy: workspace.egress.policy.get(), ways: waysOf(workspace, core) })
  return {
    policy: async ({ workspace }) => state(core.shelf.open(workspace)),
    setPolicy: async ({ workspace: ref, mode, allow = [], deny = [] }) => {
      const workspace = core.shelf.open(ref)
      const policy = workspace.egress.policy.get()
      const hosts = [...new Set([...policy.hosts, ...allow])].filter((host) => !deny.includes(host)).sort()
      changePolicy(workspace, { mode: mode ?? policy.mode, hosts }, core)
      return state(workspace)
    },
    list: async ({ workspace: ref, ...page }) => {
      const workspace = core.shelf.open(ref)
      const { ledger } = workspace.egress
      return {
        entries: ledger.list(page).map((row) => named(row, (id) => workspace.documents.nameOf(id) ?? null)),
        totals: ledger.totals(),
      }
    },
    export: async ({ workspace: ref }) => {
      const workspace = core.shelf.open(ref)
      const entries = workspace.egress.ledger.list({ limit: mostExported }).reverse()
      const nameOf = (id: string) => workspace.documents.nameOf(id) ?? null
      return { csv: ledgerTable(entries.map((row) => named(row, nameOf))), entries: entries.length }
    },
    listUnbound: async (page) => {
      const { egress } = core.app
      return { entries: egress.list(page).map((row) => named(row, () => null)), totals: egress.totals() }
    },
  }
}

/** Adding a service to a workspace is the consent to send to it. Throws EGRESS_BLOCKED where the workspace is local only. */
export function consentTo(address: string, purpose: EgressUse['purpose'], workspace: OpenWorkspace, core: CoreContext): void {
  const url = new URL(address)
  const policy = workspace.egress.policy.get()
  if (policy.mode === 'local') check(url, { purpose, book: workspace.egress })
  const verdict = judge(url, purpose, policy)
  if (verdict === 'loopback' || verdict === 'allowed') return
  changePolicy(workspace, { ...policy, hosts: [...policy.hosts, hostName(url)].sort() }, core)
}

function changePolicy(workspace: OpenWorkspace, policy: EgressPolicy, core: CoreContext): void {
  workspace.egress.policy.set(policy)
  core.hub.publish({ type: 'policy.changed', workspace: workspace.id })
}

/** Where a question goes: to the model that answers, and to the service that makes its vector. */
function waysOf(workspace: OpenWorkspace, core: CoreContext): EgressWay[] {
  const label = core.shelf.find(workspace.id).model
  const addresses = [
    ['answer', label === null ? null : (core.app.models.find(label)?.url ?? null)],
    ['embedding', addressOfService(workspace.embedder, core)],
  ] as const
  return addresses.flatMap(([purpose, address]) => {
    if (address === null) return []
    const url = new URL(address)
    const verdict = judge(url, purpose, workspace.egress.policy.get())
    return verdict === 'loopback' ? [] : [{ purpose, host: hostName(url), allowed: verdict === 'allowed' }]
  })
}

function named({ documents, ...row }: LedgerRow, nameOf: (id: string) => string | null): EgressEntry {
  return { ...row, documents: documents.map((id) => ({ id, name: nameOf(id) })) }
}
