/** Writes ONNX models: the parts of the format's protobuf that small encoders need. */

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: Float32Array | Int8Array | BigInt64Array;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly weights: readonly OnnxTensor[];
  /** 64-bit integers, batch x length. */
  readonly inputs: readonly string[];
  readonly output: { readonly name: string; readonly dims: readonly (string | number)[] };
}

const float32 = 1;
const int8 = 3;
const int64 = 7;

const varint = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
};
const bytes = (field: number, content: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([...varint(field * 8 + 2), ...varint(content.length)]), content]);
const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value));
const integer = (field: number, value: number): Buffer => Buffer.from([...varint(field * 8), ...varint(value)]);
const real = (field: number, value: number): Buffer =>
  Buffer.concat([Buffer.from(varint(field * 8 + 5)), Buffer.from(Float32Array.of(value).buffer)]);

const attribute = (name: string, value: number | readonly number[]): Buffer => {
  if (typeof value !== 'number') return Buffer.concat([text(1, name), ...value.map(one => integer(8, one)), integer(20, 7)]);
  return Number.isInteger(value) && name !== 'epsilon'
    ? Buffer.concat([text(1, name), integer(3, value < 0 ? 2 ** 32 + value : value), integer(20, 2)])
    : Buffer.concat([text(1, name), real(2, value), integer(20, 1)]);
};

const node = ({ op, inputs, outputs, attributes = {} }: OnnxNode): Buffer =>
  Buffer.concat([
    ...inputs.map(name => text(1, name)),
    ...outputs.map(name => text(2, name)),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) => bytes(5, attribute(name, value))),
  ]);

const typeOf = (values: OnnxTensor['values']): number =>
  values instanceof Float32Array ? float32 : values instanceof Int8Array ? int8 : int64;

const tensor = ({ name, dims, values }: OnnxTensor): Buffer =>
  Buffer.concat([
    ...dims.map(dim => integer(1, dim)),
    integer(2, typeOf(values)),
    text(8, name),
    bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  ]);

const valueInfo = (name: string, type: number, dims: readonly (string | number)[]): Buffer => {
  const shape = Buffer.concat(dims.map(dim => bytes(1, typeof dim === 'number' ? integer(1, dim) : text(2, dim))));
  return Buffer.concat([text(1, name), bytes(2, bytes(1, Buffer.concat([integer(1, type), bytes(2, shape)])))]);
};

export function writeOnnx({ nodes, weights, inputs, output }: OnnxGraph): Buffer {
  const graph = Buffer.concat([
    ...nodes.map(one => bytes(1, node(one))),
    text(2, 'encoder'),
    ...weights.map(one => bytes(5, tensor(one))),
    ...inputs.map(name => bytes(11, valueInfo(name, int64, ['batch', 'length']))),
    bytes(12, valueInfo(output.name, float32, output.dims)),
  ]);
  return Buffer.concat([integer(1, 8), bytes(7, graph), bytes(8, Buffer.concat([text(1, ''), integer(2, 17)]))]);
}
