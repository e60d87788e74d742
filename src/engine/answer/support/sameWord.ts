import { termOf } from '../../words'

/*
 * Whether a word of a claim is a word of its source: the same, another form of it, or one of a few that always say the same. Narrower than
 * `meanTheSame`, which finds passages: here a word that only comes near would let a changed fact pass.
 */

const groups = `
end terminate termination cancel cancellation
agreement contract
side party
start begin commence
buy purchase acquire
show demonstrate
receive get obtain
help assist
use utilise utilize
increase rise grow growth
decrease fall decline drop reduction reduce
company firm business
worker employee staff personnel
car automobile
doctor physician
illness disease
child kid
big large
small little
fast quick rapid quickly
year yearly annual annually
month monthly
week weekly
day daily
hour hourly
tenant lessee
landlord lessor
write writing written
allow permit may can
forbid prohibit
require must shall oblige
happen occur
euro eur
dollar usd
percent percentage
pay payment paid payable
find found finding
vertrag vereinbarung
kündigen kündigung
beginnen anfangen starten beginn
jährlich jahr
monatlich monat
zahlen bezahlen zahlung gezahlt bezahlt
firma unternehmen
erlaubt gestattet
verboten untersagt
`
const groupsByTerm = new Map<string, Set<number>>()
for (const [i, line] of groups.trim().split('\n').entries()) {
  for (const word of line.split(' ')) groupsByTerm.set(termOf(word), (groupsByTerm.get(termOf(word)) ?? new Set()).add(i))
}

/** Endings that make another form of a word and leave its sense; “er”, “ee”, “less” and “ful” are none. */
const endings = new Set(
  `,s,e,es,d,ed,ing,i,y,ies,ion,ions,ation,ations,ition,al,ly,ment,ments,ance,ence,ery,able,ity,te,t,n,en,em,ung,ungen,st,ten,at,ate`.split(
    ',',
  ),
)
const shortestStem = 4

/** Whether two terms are one word, by form or by use. */
export function isSameWord(a: string, b: string): boolean {
  if (a === b) return true
  if (/\d/u.test(a + b)) return false
  const own = groupsByTerm.get(a)
  const other = groupsByTerm.get(b)
  if (own && other && [...own].some((group) => other.has(group))) return true
  return isSameForm(a, b) || isSameForm(withoutGe(a), b) || isSameForm(a, withoutGe(b))
}

function isSameForm(a: string, b: string): boolean {
  let i = 0
  while (i < a.length && i < b.length && a[i] === b[i]) i++
  for (let at = i; at >= Math.max(shortestStem, i - 2); at--) if (endings.has(a.slice(at)) && endings.has(b.slice(at))) return true
  return false
}

/** The participle of a German verb: gemietet, gefahren. */
function withoutGe(term: string): string {
  return /^ge\p{L}{3,}(?:t|en)$/u.test(term) ? term.slice(2) : term
}
