import { children, isElement } from '../docx/xmlQuery'
import type { XmlElement } from '../docx/xmlTree'
import { cleanWord } from './characters'

/* The text of a form in XML: what is printed on it, and its fields with what was filled in. */

/** Rows of one kind, lines and characters of a form; more are left out. */
const mostRows = 1_000
const mostLines = 20_000
const mostCharacters = 2_000_000

const unseen = /^(?:hidden|invisible|inactive)$/
const holders: ReadonlySet<string> = new Set(['subform', 'subformSet', 'area', 'exclGroup', 'draw', 'field'])

/** The paragraphs of a form, one for each part of it; empty where it says nothing. */
export function formText(xdp: XmlElement): string[] {
  const template = first(xdp, 'template')
  const data = first(first(xdp, 'datasets'), 'data')
  const writer = new FormWriter(data)
  if (template) for (const part of parts(template)) writer.part(part, data)
  writer.rest()
  return writer.paragraphs()
}

class FormWriter {
  private readonly data: XmlElement | undefined
  private readonly used = new Set<XmlElement>()
  private groups: string[][] = [[]]
  private lines = 0
  private characters = 0

  constructor(data: XmlElement | undefined) {
    this.data = data
  }

  paragraphs(): string[] {
    return this.groups.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'))
  }

  /** A part of the form, with what was filled into the part of the data it is bound to. */
  part(part: XmlElement, data: XmlElement | undefined): void {
    const isHidden = unseen.test(part.attributes['presence'] ?? '')
    if (isHidden) return this.passOver(part, data)
    const kind = local(part)
    if (kind === 'draw') this.line(valueOf(part))
    else if (kind === 'field') this.field(part, data)
    else if (kind === 'exclGroup') this.choice(part, data)
    else {
      const own = named(data, nameOf(part)).slice(0, mostRows)
      for (const instance of own.length > 0 ? own : [data]) {
        this.groups.push([])
        for (const inner of parts(part)) this.part(inner, instance)
      }
      this.groups.push([])
    }
  }

  /** What was filled in and no part of the form shows, under its names. */
  rest(element = this.data, depth = 0): void {
    if (!element || depth > 100) return
    for (const one of children(element)) {
      if (this.used.has(one)) continue
      if (children(one).length > 0) this.rest(one, depth + 1)
      else if (textOf(one) !== '') this.line(`${local(one)}: ${textOf(one)}`)
    }
  }

  private field(field: XmlElement, data: XmlElement | undefined): void {
    const ui = children(first(field, 'ui'))[0]
    const kind = ui ? local(ui) : 'textEdit'
    if (kind === 'button' || kind === 'signature' || kind === 'barcode') return
    const value = this.filled(field, data) ?? valueOf(field)
    const label = captionOf(field)
    if (kind === 'passwordEdit') return
    if (kind === 'checkButton') this.line(`${value !== '' && value === itemsOf(field)[0] ? '[x]' : '[ ]'} ${label || nameOf(field)}`)
    else if (label || value) this.line([label && (label.endsWith(':') ? label : `${label}:`), value].filter(Boolean).join(' '))
  }

  /** Buttons of which one is chosen. */
  private choice(group: XmlElement, data: XmlElement | undefined): void {
    const value = this.filled(group, data)
    this.line(captionOf(group))
    for (const field of parts(group)) {
      const isChosen = value !== undefined && value !== '' && itemsOf(field).includes(value)
      this.line(`${isChosen ? '[x]' : '[ ]'} ${captionOf(field) || nameOf(field)}`)
    }
  }

  /** What was filled in: where the form stands in the data, else under that name anywhere. */
  private filled(field: XmlElement, data: XmlElement | undefined): string | undefined {
    const name = first(field, 'bind')?.attributes['ref']?.split('.').at(-1)?.replace(/\[.*$/, '') ?? nameOf(field)
    const found = named(data, name).find((one) => !this.used.has(one)) ?? anywhere(this.data, name, this.used)
    if (!found) return undefined
    this.used.add(found)
    return textOf(found)
  }

  /** What stands in parts nobody sees is not told under its name either. */
  private passOver(part: XmlElement, data: XmlElement | undefined): void {
    for (const one of named(data, nameOf(part))) this.used.add(one)
  }

  private line(text: string): void {
    if (text === '' || this.lines >= mostLines || this.characters > mostCharacters) return
    this.lines += 1
    this.characters += text.length
    this.groups.at(-1)!.push(text)
  }
}

/** The name of an element without its prefix. */
function local({ name }: XmlElement): string {
  return name.slice(name.indexOf(':') + 1)
}

function first(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return children(element).find((one) => local(one) === name)
}

function parts(element: XmlElement): XmlElement[] {
  return children(element).filter((one) => holders.has(local(one)))
}

function nameOf({ attributes }: XmlElement): string {
  return attributes['name'] ?? ''
}

function named(data: XmlElement | undefined, name: string): XmlElement[] {
  return name === '' ? [] : children(data).filter((one) => local(one) === name)
}

function anywhere(data: XmlElement | undefined, name: string, used: ReadonlySet<XmlElement>, depth = 0): XmlElement | undefined {
  if (name === '' || depth > 100) return undefined
  for (const one of children(data)) {
    if (local(one) === name && !used.has(one) && children(one).length === 0) return one
    const below = anywhere(one, name, used, depth + 1)
    if (below) return below
  }
  return undefined
}

function valueOf(element: XmlElement): string {
  const value = first(element, 'value')
  return value ? textOf(value) : ''
}

function captionOf(element: XmlElement): string {
  const caption = first(element, 'caption')
  return caption && !unseen.test(caption.attributes['presence'] ?? '') ? valueOf(caption) : ''
}

/** What a choice may be, the first being "on". */
function itemsOf(field: XmlElement): string[] {
  return children(field)
    .filter((one) => local(one) === 'items')
    .flatMap((items) => children(items).map(textOf))
}

/** The words below an element, on one line. */
function textOf(element: XmlElement): string {
  const pieces: string[] = []
  const gather = (one: XmlElement): void => {
    for (const node of one.children) {
      if (!isElement(node)) pieces.push(node)
      else {
        gather(node)
        if (/^(?:p|br|div|li)$/.test(local(node))) pieces.push(' ')
      }
    }
  }
  gather(element)
  return pieces.join('').split(/\s+/).map(cleanWord).filter(Boolean).join(' ')
}
