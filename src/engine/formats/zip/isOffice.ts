/** Files that only documents kept as archives have: Office, OpenDocument and EPUB name their parts in them. */
const markers = new Set(['[Content_Types].xml', 'META-INF/container.xml', 'META-INF/manifest.xml', 'mimetype'])

/** Whether an archive of these files is itself a document of another format. */
export function isOffice(names: readonly string[]): boolean {
  return names.some((name) => markers.has(name))
}
