import { at, below, children } from '../docx/xmlQuery'
import type { XmlElement } from '../docx/xmlTree'
import type { HiddenReason } from '../docx/hiddenMarks'

/** What text looks like as far as it decides whether it can be seen; undefined: as around it. */
export interface OdfLook {
  isHidden?: boolean
  isWhite?: boolean
  isOnColour?: boolean
  isTiny?: boolean
}

interface OdfStyle {
  parent: string | undefined
  element: XmlElement
}

/** The styles of a document by family and name. */
export class OdfStyles {
  /** List styles by name, and the style of numbered headings. */
  readonly lists = new Map<string, XmlElement>()
  outline: XmlElement | undefined
  readonly masters: XmlElement[] = []
  private readonly styles = new Map<string, OdfStyle>()
  private readonly looks = new Map<string, OdfLook>()

  /** Takes in `office:styles`, `office:automatic-styles` or `office:master-styles`. */
  add(group: XmlElement): void {
    for (const element of children(group)) {
      const name = element.attributes['style:name'] ?? ''
      if (element.name === 'style:style')
        this.styles.set(`${element.attributes['style:family']} ${name}`, { parent: element.attributes['style:parent-style-name'], element })
      else if (element.name === 'text:list-style') this.lists.set(name, element)
      else if (element.name === 'text:outline-style') this.outline = element
      else if (element.name === 'style:master-page') this.masters.push(element)
    }
  }

  /** An attribute of a style or of those it is made from. */
  attribute(family: string, name: string | undefined, attribute: string): string | undefined {
    for (const element of this.chain(family, name)) {
      const value = element.attributes[attribute]
      if (value !== undefined) return value
    }
    return undefined
  }

  /** A property of a style or of those it is made from. */
  property(family: string, name: string | undefined, group: string, property: string): string | undefined {
    for (const element of this.chain(family, name)) {
      const value = at(element, `style:${group}-properties`)?.attributes[property]
      if (value !== undefined) return value
    }
    return undefined
  }

  look(family: 'paragraph' | 'text', name: string | undefined): OdfLook {
    const key = `${family} ${name}`
    const before = this.looks.get(key)
    if (before) return before
    const of = (property: string, group = 'text') => this.property(family, name, group, property)
    const size = /^([\d.]+)pt$/.exec(of('fo:font-size') ?? '')?.[1]
    const colour = of('fo:color')
    const background = of('fo:background-color') ?? of('fo:background-color', 'paragraph')
    const display = of('text:display')
    const look: OdfLook = {
      ...(display === undefined ? {} : { isHidden: display === 'none' }),
      ...(colour === undefined ? {} : { isWhite: /^#f[a-f]f[a-f]f[a-f]$/i.test(colour) }),
      ...(background === undefined ? {} : { isOnColour: background !== 'transparent' && !/^#f[a-f]f[a-f]f[a-f]$/i.test(background) }),
      ...(size === undefined ? {} : { isTiny: Number(size) < 2 }),
    }
    this.looks.set(key, look)
    return look
  }

  /** Whether a style is, or is made from, one of these; by the names programs give the styles they bring. */
  isOf(family: string, name: string | undefined, wanted: RegExp): boolean {
    return this.chain(family, name).some((element) =>
      wanted.test(element.attributes['style:display-name'] ?? element.attributes['style:name'] ?? ''),
    )
  }

  private chain(family: string, name: string | undefined): XmlElement[] {
    const chain: XmlElement[] = []
    let style = name === undefined ? undefined : this.styles.get(`${family} ${name}`)
    while (style && chain.length < 20) {
      chain.push(style.element)
      style = style.parent === undefined ? undefined : this.styles.get(`${family} ${style.parent}`)
    }
    return chain
  }
}

/** Why text of this look is not seen; null where it is. */
export function hiddenBy(look: OdfLook, isOnPaper: boolean): HiddenReason | null {
  if (look.isHidden) return 'hidden in the document'
  if (look.isTiny) return 'too small to be seen'
  return look.isWhite && isOnPaper && !look.isOnColour ? 'the colour of the page' : null
}

/** The styles of a part, from wherever they stand in it. */
export function addStyles(styles: OdfStyles, root: XmlElement): void {
  for (const group of below(root, new Set(['office:styles', 'office:automatic-styles', 'office:master-styles']))) styles.add(group)
}
