/** Names under which ONNX models are published, by precision. Pure data. */

export type OnnxPrecision = 'q8' | 'fp16' | 'fp32';

export const onnxFiles: Readonly<Record<OnnxPrecision, readonly string[]>> = {
  q8: ['model_quantized.onnx', 'model_int8.onnx', 'model_qint8_avx512_vnni.onnx', 'model_qint8_arm64.onnx', 'model_uint8.onnx'],
  fp16: ['model_fp16.onnx'],
  fp32: ['model.onnx'],
};

/** A CPU is fastest with 8-bit numbers, a GPU with 16-bit floats. */
export const preferredFiles: Readonly<Record<'cpu' | 'gpu', readonly string[]>> = {
  cpu: [...onnxFiles.q8, ...onnxFiles.fp32, ...onnxFiles.fp16],
  gpu: [...onnxFiles.fp16, ...onnxFiles.fp32, ...onnxFiles.q8],
};

export const precisionOf = (file: string): OnnxPrecision | undefined => {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return (['q8', 'fp16', 'fp32'] as const).find(precision => onnxFiles[precision].includes(name));
};
