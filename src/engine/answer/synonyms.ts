import { termOf } from '../words'

/*
 * Everyday words that may stand for each other in a paraphrase, one group a line; and words that mean the contrary.
 */

const groups = `
end terminate cancel stop cease finish conclude expire termination cancellation
agreement contract deal
party side
begin start commence launch
buy purchase acquire
cost price fee charge expense
pay payment paid remit settle
must shall require obligation oblige need mandatory
may can allow permit entitle right able
show demonstrate indicate reveal find suggest
say state mention describe explain declare note
use employ apply utilise utilize
apply govern
help assist support aid
make produce create manufacture build
get obtain receive
give provide supply deliver furnish grant
big large great huge
small little minor
increase rise grow growth up climb higher
decrease fall decline drop reduce reduction lower shrink
write writing written
tell inform notify notice notification announce
buy purchase procure
firm company business corporation enterprise employer
worker employee staff personnel
car vehicle automobile
house home building residence
doctor physician
illness disease sickness
kid child children
job work position employment
keep retain hold maintain store
choose select pick elect
court tribunal
dispute conflict disagreement
happen occur take
live reside dwell
found establish set create
lead head direct manage run
big major main chief principal
yearly annual annually year
monthly month
daily day
weekly week
quick fast rapid
send ship dispatch mail transmit
tenant lessee renter
landlord lessor owner
location place site
confidential secret private
rule regulation law
change alter modify amend amendment
ask request
answer reply respond response
result outcome consequence
cause lead
about approximate roughly around
`
const contraries = `
increase/decrease rise/fall grow/shrink up/down higher/lower more/less more/fewer above/below before/after minimum/maximum least/most
include/exclude accept/reject approve/reject approve/refuse allow/prohibit permit/prohibit win/lose won/lost buy/sell open/close begin/end start/end
true/false always/never all/none north/south east/west left/right inside/outside early/late earlier/later first/last success/failure succeed/fail
profit/loss import/export landlord/tenant lessor/lessee employer/employee buyer/seller plaintiff/defendant lender/borrower supplier/customer
internal/external public/private mandatory/optional required/optional hot/cold warm/cold strong/weak better/worse best/worst add/remove entry/exit
morning/evening summer/winter male/female men/women gain/lose lend/borrow upper/lower long/short safe/dangerous same/different present/absent
inclusive/exclusive exceed/below enable/disable arrive/depart possible/impossible legal/illegal valid/invalid rich/poor
`

const groupsByTerm = new Map<string, Set<number>>()
for (const [i, line] of groups.trim().split('\n').entries()) {
  for (const word of line.split(' ')) groupsByTerm.set(termOf(word), (groupsByTerm.get(termOf(word)) ?? new Set()).add(i))
}
const contraryPairs = contraries
  .trim()
  .split(/\s+/u)
  .map((pair) => pair.split('/').map(termOf) as [string, string])

/** Whether two terms may stand for each other: the same, of one group, or of one long stem. */
export function meanTheSame(a: string, b: string): boolean {
  if (a === b) return true
  const shorter = Math.min(a.length, b.length)
  if (shorter >= 5 && commonStart(a, b) >= Math.max(5, Math.max(a.length, b.length) - 4)) return true
  const own = groupsByTerm.get(a)
  const other = groupsByTerm.get(b)
  return Boolean(own && other && [...own].some((group) => other.has(group)))
}

/**
 * Whether a claim says a word whose contrary stands in its source instead. Where the source has both, the one nearer to the claim's
 * other words is meant, its subject aside, which often goes with both. The claim is given by its telling terms and by all, the source by all:
 * a claim that says both words of a pair, as its source does, contradicts nothing.
 */
export function saysContrary(claim: readonly string[], allOfClaim: readonly string[], source: readonly string[]): boolean {
  const open = contraryPairs.filter(([one, other]) => !(allOfClaim.includes(one) && allOfClaim.includes(other)))
  return open.some(([one, other]) => isContrary(one, other, claim, source) || isContrary(other, one, claim, source))
}

function isContrary(said: string, contrary: string, claim: readonly string[], source: readonly string[]): boolean {
  if (!claim.includes(said) || claim.includes(contrary) || !source.includes(contrary)) return false
  if (!source.includes(said)) return true
  const [, ...afterSubject] = claim
  const others = afterSubject.filter((term) => term !== said && source.includes(term))
  const nearerContrary = others.filter((term) => distance(term, contrary, source) < distance(term, said, source))
  const nearerSaid = others.filter((term) => distance(term, said, source) < distance(term, contrary, source))
  return nearerContrary.length > 0 && nearerContrary.length >= nearerSaid.length
}

/** Words between the nearest occurrences of two terms. */
function distance(a: string, b: string, terms: readonly string[]): number {
  const placesOf = (wanted: string) => terms.flatMap((term, i) => (term === wanted ? [i] : []))
  return Math.min(...placesOf(a).flatMap((i) => placesOf(b).map((j) => Math.abs(i - j))))
}

function commonStart(a: string, b: string): number {
  let i = 0
  while (i < a.length && i < b.length && a[i] === b[i]) i++
  return i
}
