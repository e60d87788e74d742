import type { OfficePackage } from './officePackage'
import { children } from './xmlQuery'
import { parseXml } from './xmlTree'

/** How a part refers to another one. */
export interface Relation {
  id: string
  /** Last step of the address that says what it is: `slide`, `image`, `comments`. */
  type: string
  /** Name of the part; for what lies outside the file, its address, which is never opened. */
  target: string
  external: boolean
}

/** The relations of a part by their id, in the order of the file; '' asks for those of the package. */
export async function relationsOf(pack: OfficePackage, part: string, context: { signal: AbortSignal }): Promise<Map<string, Relation>> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1)
  const name = `${folder}_rels/${part.slice(folder.length)}.rels`
  const bytes = await pack.part(name, context)
  const relations = new Map<string, Relation>()
  if (!bytes) return relations
  for (const { attributes } of children(await parseXml(bytes, { part: name }), 'Relationship')) {
    const { Id: id, Type: type = '', Target: target = '', TargetMode: mode } = attributes
    const external = mode === 'External'
    if (id)
      relations.set(id, { id, type: type.slice(type.lastIndexOf('/') + 1), target: external ? target : resolve(folder, target), external })
  }
  return relations
}

/** The part that is the document itself, by the relations of the package; null where none is named or it is missing. */
export async function mainPart(pack: OfficePackage, context: { signal: AbortSignal }): Promise<string | null> {
  for (const { type, target } of (await relationsOf(pack, '', context)).values())
    if (type === 'officeDocument' && pack.has(target)) return target
  return null
}

/** Relations of one type within the file. */
export function* ofType(relations: ReadonlyMap<string, Relation>, type: string): Generator<Relation> {
  for (const relation of relations.values()) if (relation.type === type && !relation.external) yield relation
}

function resolve(folder: string, target: string): string {
  const steps = target.startsWith('/') ? [] : folder.split('/').filter((step) => step !== '')
  for (const step of decoded(target).replaceAll('\\', '/').split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  }
  return steps.join('/')
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address)
  } catch {
    return address
  }
}
