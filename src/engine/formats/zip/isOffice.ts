/** Files that only documents kept as archives have: Office, OpenDocument and EPUB name their parts in them. */
const markers = new Set(['[Content_Types].xml', 'META-INF/container.xml', 'META-INF/manifest.xml', 'mimetype'])

/** Whether an archive of these files is itself a document of another format. */
export function isOffice(names: readonly string[]): boolean {
  return names.some((name) => markers.has(name)) || isIwork(names)
}

/** Whether an archive of these files is a document of Pages, Numbers or Keynote, of today or of 2009. */
export function isIwork(names: readonly string[]): boolean {
  return (
    names.some((name) => /^([^/]+\/)?(Index\/(Document|Metadata|CalculationEngine|Presentation)\.iwa|index\.apxl)$/i.test(name)) ||
    hasIndex(names)
  )
}

function hasIndex(names: readonly string[]): boolean {
  const has = (one: RegExp) => names.some((name) => one.test(name))
  return has(/^([^/]+\/)?Index\.zip$/)
    ? has(/^([^/]+\/)?Metadata\//)
    : has(/^index\.xml$/i) && has(/^(QuickLook\/|buildVersionHistory\.plist$)/i)
}
