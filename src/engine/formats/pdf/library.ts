import { AppError } from '../../../contract/errors'
import { TimeOut } from './watch'

/*
 * PDFium's C interface as @hyzyla/pdfium 2.1.13 compiles it. The package keeps its module private, so the version is pinned
 * and every function used is named here. Pointers and handles are byte addresses in the wasm heap.
 */

export interface Pdfium {
  /** Views of the whole heap; the module replaces them when memory grows, so they are read anew after every call. */
  readonly HEAPU8: Uint8Array
  readonly HEAPU16: Uint16Array
  readonly HEAPU32: Uint32Array
  readonly HEAPF32: Float32Array
  readonly HEAPF64: Float64Array
  readonly wasmExports: {
    malloc(bytes: number): number
    free(pointer: number): void
    memory: { grow(pages: number): number; readonly buffer: ArrayBuffer }
    __indirect_function_table: { set(place: number, wasmFunction: unknown): void }
  }
  _FPDF_LoadCustomDocument(fileAccess: number, password: number): number
  _FPDF_GetLastError(): number
  _FPDF_CloseDocument(document: number): void
  _FPDF_GetPageCount(document: number): number
  _FPDF_GetMetaText(document: number, tag: number, buffer: number, bytes: number): number
  _FPDF_LoadPage(document: number, index: number): number
  _FPDF_ClosePage(page: number): void
  _FPDF_GetPageWidthF(page: number): number
  _FPDF_GetPageHeightF(page: number): number
  _FPDF_GetPageBoundingBox(page: number, box: number): number
  _FPDFPage_GetMediaBox(page: number, left: number, bottom: number, right: number, top: number): number
  _FPDFPage_GetRotation(page: number): number
  _FPDFPage_CountObjects(page: number): number
  _FPDFPage_GetObject(page: number, index: number): number
  _FPDFPage_GetAnnotCount(page: number): number
  _FPDFPage_GetAnnot(page: number, index: number): number
  _FPDFPage_CloseAnnot(annotation: number): void
  _FPDFAnnot_GetSubtype(annotation: number): number
  _FPDFAnnot_GetFlags(annotation: number): number
  _FPDFAnnot_GetRect(annotation: number, box: number): number
  _FPDFAnnot_GetStringValue(annotation: number, key: number, buffer: number, bytes: number): number
  _FPDFAnnot_GetFileAttachment(annotation: number): number
  _FPDF_GetFormType(document: number): number
  _FPDF_GetXFAPacketCount(document: number): number
  _FPDF_GetXFAPacketContent(document: number, index: number, buffer: number, bytes: number, length: number): number
  _FPDFDoc_GetAttachmentCount(document: number): number
  _FPDFDoc_GetAttachment(document: number, index: number): number
  _FPDFAttachment_GetName(attachment: number, buffer: number, bytes: number): number
  _FPDFAttachment_GetFile(attachment: number, buffer: number, bytes: number, length: number): number
  _FPDFPageObj_GetType(object: number): number
  _FPDFPageObj_GetBounds(object: number, left: number, bottom: number, right: number, top: number): number
  _FPDFPageObj_GetMatrix(object: number, matrix: number): number
  _FPDFPageObj_GetFillColor(object: number, red: number, green: number, blue: number, alpha: number): number
  _FPDFPageObj_GetStrokeColor(object: number, red: number, green: number, blue: number, alpha: number): number
  _FPDFPageObj_HasTransparency(object: number): number
  _FPDFPageObj_GetClipPath(object: number): number
  _FPDFClipPath_CountPaths(clip: number): number
  _FPDFClipPath_CountPathSegments(clip: number, path: number): number
  _FPDFClipPath_GetPathSegment(clip: number, path: number, segment: number): number
  _FPDFPageObj_CountMarks(object: number): number
  _FPDFPageObj_GetMark(object: number, index: number): number
  _FPDFPageObjMark_GetName(mark: number, buffer: number, bytes: number, written: number): number
  _FPDFPageObjMark_GetParamStringValue(mark: number, key: number, buffer: number, bytes: number, written: number): number
  _FPDFPath_CountSegments(path: number): number
  _FPDFPath_GetDrawMode(path: number, fill: number, stroke: number): number
  _FPDFPath_GetPathSegment(path: number, index: number): number
  _FPDFPathSegment_GetType(segment: number): number
  _FPDFPathSegment_GetPoint(segment: number, x: number, y: number): number
  _FPDFPathSegment_GetClose(segment: number): number
  _FPDFImageObj_GetImagePixelSize(image: number, width: number, height: number): number
  _FPDFFormObj_CountObjects(form: number): number
  _FPDFFormObj_GetObject(form: number, index: number): number
  _FPDFText_LoadPage(page: number): number
  _FPDFText_ClosePage(text: number): void
  _FPDFText_CountChars(text: number): number
  _FPDFText_GetText(text: number, start: number, count: number, buffer: number): number
  _FPDFText_GetUnicode(text: number, index: number): number
  _FPDFText_IsHyphen(text: number, index: number): number
  _FPDFText_HasUnicodeMapError(text: number, index: number): number
  _FPDFText_GetLooseCharBox(text: number, index: number, box: number): number
  _FPDFText_GetCharOrigin(text: number, index: number, x: number, y: number): number
  _FPDFText_GetCharAngle(text: number, index: number): number
  _FPDFText_GetTextObject(text: number, index: number): number
  _FPDFTextObj_GetFont(object: number): number
  _FPDFTextObj_GetTextRenderMode(object: number): number
  _FPDFFont_GetBaseFontName(font: number, buffer: number, bytes: number): number
  _FPDFFont_GetWeight(font: number): number
  _FPDFFont_GetFlags(font: number): number
  _FPDFBookmark_GetFirstChild(document: number, bookmark: number): number
  _FPDFBookmark_GetNextSibling(document: number, bookmark: number): number
  _FPDFBookmark_GetTitle(bookmark: number, buffer: number, bytes: number): number
  _FPDFBookmark_GetDest(document: number, bookmark: number): number
  _FPDFBookmark_GetAction(bookmark: number): number
  _FPDFAction_GetDest(document: number, action: number): number
  _FPDFDest_GetDestPageIndex(document: number, destination: number): number
  _FPDFBitmap_CreateEx(width: number, height: number, format: number, pixels: number, stride: number): number
  _FPDFBitmap_FillRect(bitmap: number, left: number, top: number, width: number, height: number, colour: number): number
  _FPDFBitmap_GetBuffer(bitmap: number): number
  _FPDFBitmap_GetStride(bitmap: number): number
  _FPDFBitmap_Destroy(bitmap: number): void
  _FPDF_RenderPageBitmap(
    bitmap: number,
    page: number,
    x: number,
    y: number,
    width: number,
    height: number,
    rotate: number,
    flags: number,
  ): void
}

let library: Promise<Pdfium> | null = null

/** The one PDFium library of this process; its heap grows and never shrinks, so processes that read PDFs are recycled. */
export function loadPdfium(): Promise<Pdfium> {
  library ??= import('@hyzyla/pdfium').then(async ({ PDFiumLibrary }) => {
    const loaded = await PDFiumLibrary.init()
    const pdfium = (loaded as unknown as { module: Pdfium }).module
    limitMemory(pdfium)
    return pdfium
  })
  return library
}

/** The heap may grow to this; a form that draws itself would take four gigabytes in seconds. */
const mostHeap = 448 * 2 ** 20

/** Beyond the limit PDFium gets no memory and gives up, which is a trap like any other. */
function limitMemory({ wasmExports: { memory } }: Pdfium): void {
  const grow = memory.grow.bind(memory)
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * 65_536 > mostHeap) throw new RangeError('PDFium wants more memory than it may have')
    return grow(pages)
  }
}

/** Forgets the library after a trap inside it: its heap can no longer be trusted, and the next document gets a fresh one. */
export function discardPdfium(): void {
  library = null
}

/** Whether an error is the wasm code giving up (trap, stack, memory) or being ended, and not a refusal it reported. */
export function isTrap(error: unknown): boolean {
  return error instanceof RangeError || error instanceof TimeOut || (error instanceof Error && error.name === 'RuntimeError')
}

/** Runs `use` with `bytes` of heap that are freed afterwards. */
export function withMemory<T>(pdfium: Pdfium, bytes: number, use: (pointer: number) => T): T {
  const pointer = pdfium.wasmExports.malloc(bytes)
  if (pointer === 0)
    throw new AppError('READER_MEMORY', 'The PDF needs more memory than one reader has. Split it into parts and add those.')
  try {
    return use(pointer)
  } finally {
    pdfium.wasmExports.free(pointer)
  }
}
