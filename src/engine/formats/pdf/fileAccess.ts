import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { Pdfium } from './library'

/*
 * PDFium reads a file by pieces through a C callback. The package exports no way to make one, but its function table has a
 * place that is never called: 0, the null pointer. There goes a function of its own small wasm module, which calls back here.
 */

/** A file PDFium reads from, open until it is closed. */
export interface FileAccess {
  /** Address of the FPDF_FILEACCESS structure. */
  pointer: number
  close(): void
}

/** The little of the global that is used here; no library of types that fits this runtime has it. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: Record<string, Record<string, unknown>>) => { exports: Record<string, unknown> }
}

/** A wasm module that exports its only import, of type (i32, i32, i32, i32) → i32. */
const passage = new Uint8Array([
  ...[0, 97, 115, 109, 1, 0, 0, 0],
  ...[1, 9, 1, 96, 4, 127, 127, 127, 127, 1, 127],
  ...[2, 7, 1, 1, 101, 1, 102, 0, 0],
  ...[7, 5, 1, 1, 102, 0, 0],
])

const place = 0
/** Put before a file that has lost its mark: PDFium then rebuilds its table of objects. */
const mark = Buffer.from('%PDF-1.7\n')
const markWithin = 1024
/** Lengths of what is put before each open file, by its descriptor. */
const added = new Map<number, number>()
const prepared = new WeakSet<Pdfium>()

/** Opens a file for PDFium. The structure is three words: length, callback, parameter (the file descriptor). */
export function openFileAccess(pdfium: Pdfium, path: string): FileAccess {
  prepare(pdfium)
  const file = openSync(path, 'r')
  const head = Buffer.alloc(markWithin)
  readSync(file, head, 0, markWithin, 0)
  const before = head.includes('%PDF-') ? 0 : mark.length
  added.set(file, before)
  const pointer = pdfium.wasmExports.malloc(12)
  pdfium.HEAPU32.set([fstatSync(file).size + before, place, file], pointer >> 2)
  return {
    pointer,
    close() {
      added.delete(file)
      closeSync(file)
    },
  }
}

function prepare(pdfium: Pdfium): void {
  if (prepared.has(pdfium)) return
  prepared.add(pdfium)
  const readBlock = (file: number, position: number, buffer: number, size: number): number => {
    try {
      return readWhole(file, pdfium.HEAPU8, buffer >>> 0, size >>> 0, position >>> 0) ? 1 : 0
    } catch {
      return 0
    }
  }
  const instance = new WebAssembly.Instance(new WebAssembly.Module(passage), { e: { f: readBlock } })
  pdfium.wasmExports.__indirect_function_table.set(place, instance.exports['f'])
}

function readWhole(file: number, heap: Uint8Array, buffer: number, size: number, position: number): boolean {
  const before = added.get(file) ?? 0
  let done = Math.max(0, Math.min(size, before - position))
  heap.set(mark.subarray(position, position + done), buffer)
  while (done < size) {
    const read = readSync(file, heap, buffer + done, size - done, position + done - before)
    if (read === 0) return false
    done += read
  }
  return true
}
