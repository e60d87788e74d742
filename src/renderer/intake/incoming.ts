/** A file on its way in, with the name it will have: its file name, or its path relative to the dropped folder with '/'. */
export interface Incoming {
  name: string
  open(): Promise<File>
}

/** Files of systems and tools that nobody means to add. */
function isClutter(name: string): boolean {
  return name.startsWith('.') || name === 'Thumbs.db' || name === 'desktop.ini'
}

/** '/Folder/sub/a.pdf' as 'sub/a.pdf' and '/a.pdf' as 'a.pdf': the folder that was dropped or chosen is not part of a name. */
function nameWithin(path: string): string {
  return path.replace(/^\/+/, '').replace(/^[^/]+\//, '')
}

/**
 * Entries of a drop. Must be called within the drop event itself: its items are gone afterwards.
 * Items that are no files, such as dragged text, are left out.
 */
export function entriesOf(items: DataTransferItemList): FileSystemEntry[] {
  return [...items].flatMap((item) => (item.kind === 'file' ? (item.webkitGetAsEntry() ?? []) : []))
}

/** Every file under the entries, folders walked in the order of their names; yields as it lists, so that nothing waits for the last one. */
export async function* walkEntries(entries: readonly FileSystemEntry[]): AsyncGenerator<Incoming> {
  for (const entry of entries) {
    if (isClutter(entry.name)) continue
    if (entry.isFile) yield { name: nameWithin(entry.fullPath), open: () => openFile(entry as FileSystemFileEntry) }
    else if (entry.isDirectory) yield* walkEntries(await listFolder(entry as FileSystemDirectoryEntry))
  }
}

/** Files of a file or folder chooser. */
export async function* walkFiles(files: readonly File[]): AsyncGenerator<Incoming> {
  for (const file of files) {
    const path = file.webkitRelativePath || file.name
    if (!path.split('/').some(isClutter)) yield { name: nameWithin(path), open: async () => file }
  }
}

/**
 * Absolute paths to hand to the host for chosen or dropped files, where the desktop knows them. A chosen folder comes as its files;
 * it is handed over as the one folder again.
 */
export function pathsOf(files: readonly File[], pathForFile: (file: File) => string): string[] {
  const paths = new Set<string>()
  for (const file of files) {
    const path = pathForFile(file)
    const inside = file.webkitRelativePath.split('/').length - 1
    if (path) paths.add(inside > 0 ? parentOf(path, inside) : path)
  }
  return [...paths]
}

function parentOf(path: string, levels: number): string {
  const separator = path.includes('\\') ? '\\' : '/'
  return path.split(separator).slice(0, -levels).join(separator)
}

function openFile(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject))
}

async function listFolder(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const entries: FileSystemEntry[] = []
  for (;;) {
    const more = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (more.length === 0) return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
    entries.push(...more)
  }
}
