/*
 * Writes ONNX files: as much of onnx.proto (github.com/onnx/onnx, IR version 8) as a transformer needs. Field numbers are those of that file.
 */

/** A node of the graph: what goes in, what comes out, and its attributes (whole numbers, lists of them, or a number with a point). */
export interface Node {
  op: string
  inputs: string[]
  outputs: string[]
  attributes?: Record<string, number | number[] | { float: number }>
}

/** A tensor the model carries: floats or 64-bit whole numbers. */
export interface Weight {
  name: string
  dims: number[]
  data: Float32Array | BigInt64Array
}

interface Value {
  name: string
  type: 'float' | 'int64'
  /** A name is a size that is only known when the model runs. */
  dims: (number | string)[]
}

export interface Graph {
  nodes: Node[]
  weights: Weight[]
  inputs: Value[]
  outputs: Value[]
}

const elementType = { float: 1, int64: 7 }
const attributeType = { float: 1, int: 2, ints: 7 }
const opset = 17

/** The bytes of a model file. */
export function encodeModel(graph: Graph): Buffer {
  const body = Buffer.concat([
    ...graph.nodes.map((node) => message(1, encodeNode(node))),
    string(2, 'graph'),
    ...graph.weights.map((weight) => message(5, encodeWeight(weight))),
    ...graph.inputs.map((value) => message(11, encodeValue(value))),
    ...graph.outputs.map((value) => message(12, encodeValue(value))),
  ])
  return Buffer.concat([integer(1, 8), message(7, body), message(8, Buffer.concat([string(1, ''), integer(2, opset)]))])
}

function encodeNode({ op, inputs, outputs, attributes = {} }: Node): Buffer {
  return Buffer.concat([
    ...inputs.map((name) => string(1, name)),
    ...outputs.map((name) => string(2, name)),
    string(4, op),
    ...Object.entries(attributes).map(([name, value]) => message(5, encodeAttribute(name, value))),
  ])
}

function encodeAttribute(name: string, value: number | number[] | { float: number }): Buffer {
  if (typeof value === 'number') return Buffer.concat([string(1, name), integer(3, value), integer(20, attributeType.int)])
  if (Array.isArray(value)) return Buffer.concat([string(1, name), ...value.map((one) => integer(8, one)), integer(20, attributeType.ints)])
  const float = Buffer.alloc(5)
  float[0] = (2 << 3) | 5
  float.writeFloatLE(value.float, 1)
  return Buffer.concat([string(1, name), float, integer(20, attributeType.float)])
}

function encodeWeight({ name, dims, data }: Weight): Buffer {
  const raw = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  const type = data instanceof Float32Array ? elementType.float : elementType.int64
  return Buffer.concat([...dims.map((size) => integer(1, size)), integer(2, type), string(8, name), message(9, raw)])
}

function encodeValue({ name, type, dims }: Value): Buffer {
  const shape = Buffer.concat(dims.map((size) => message(1, typeof size === 'number' ? integer(1, size) : string(2, size))))
  return Buffer.concat([string(1, name), message(2, message(1, Buffer.concat([integer(1, elementType[type]), message(2, shape)])))])
}

function integer(field: number, value: number): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)])
}

function string(field: number, value: string): Buffer {
  return message(field, Buffer.from(value))
}

function message(field: number, body: Buffer): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(body.length), body])
}

/** Seven bits a byte, the lowest first; negative numbers as 64-bit ones. */
function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  do {
    const low = Number(rest & 127n)
    rest >>= 7n
    bytes.push(rest > 0n ? low | 128 : low)
  } while (rest > 0n)
  return Buffer.from(bytes)
}
