/** What becomes of the text of a group. */
export type Destination =
  | 'text'
  | 'skip'
  | 'fonts'
  | 'colours'
  | 'styles'
  | 'footnote'
  | 'comment'
  | 'author'
  | 'header'
  | 'footer'
  | 'box'
  | 'mark'

const read: Readonly<Record<string, Destination>> = {
  fonttbl: 'fonts',
  colortbl: 'colours',
  stylesheet: 'styles',
  footnote: 'footnote',
  annotation: 'comment',
  atnauthor: 'author',
  header: 'header',
  headerl: 'header',
  headerr: 'header',
  headerf: 'header',
  footer: 'footer',
  footerl: 'footer',
  footerr: 'footer',
  footerf: 'footer',
  shptxt: 'box',
  dptxbxtext: 'box',
  listtext: 'mark',
  pntext: 'mark',
}

/** Groups with a star that hold text all the same. */
const starredText = new Set(['shpinst', 'shpgrp', 'ud', 'moMath', 'moMathPara', 'nesttableprops', 'do'])

const skipped = new Set(
  (
    'pict nonshppict info fldinst sp sn sv xe tc rxe atnref atnid atntime atndate atrfstart atrfend ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn ' +
    'nonesttables upr filetbl revtbl listtable listoverridetable rsidtbl template falt panose fontemb objname objdata objclass private bkmkstart ' +
    'bkmkend mmathPr mrPr mctrlPr mfPr mradPr msSupPr msSubPr mnaryPr mdPr mfuncPr mlimLowPr maccPr mbarPr meqArrPr mmPr mmcPr'
  ).split(' '),
)

/** The destination a control word at the start of a group begins; null where it begins none. */
export function destinationOf(word: string, starred: boolean): Destination | null {
  if (word in read) return read[word]!
  if (starred) return starredText.has(word) ? 'text' : 'skip'
  return skipped.has(word) ? 'skip' : null
}
