/** Scales down an image that a person pasted, dropped or chose, for the model and the protocol. The only place that uses a canvas. */
import type { Attachment } from '../../server/protocol/chat.js';
import { maxImageChars } from '../../server/protocol/image-bounds.js';

type Image = Extract<Attachment, { kind: 'image' }>;

/** Vision models scale larger images down anyway. */
const longestEdge = 1568;
const thumbnailEdge = 96;
/** A larger file is not even decoded. */
const maxFileBytes = 40 * 1024 * 1024;
const qualities = [0.88, 0.7, 0.5];

export const isImage = (file: Blob): boolean => /^image\/(?:png|jpeg|webp|gif|bmp|avif)$/.test(file.type);

/** Returns undefined if the file is not an image that the browser can read, or is too large. */
export async function shrinkImage(file: File): Promise<Image | undefined> {
  if (!isImage(file) || file.size > maxFileBytes) return undefined;
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return undefined;
  }
  try {
    const { width, height } = fitted(bitmap, longestEdge);
    const large = drawn(bitmap, width, height);
    const thumbnail = drawn(bitmap, ...sizeOf(fitted(bitmap, thumbnailEdge))).toDataURL('image/jpeg', 0.7);
    // Letters and lines of a screenshot stay sharp as PNG, if it is small enough.
    const encoded = [large.toDataURL('image/png'), ...qualities.map(quality => large.toDataURL('image/jpeg', quality))];
    const url = encoded.find(text => text.length <= maxImageChars);
    if (url === undefined) return undefined;
    const mediaType = url.startsWith('data:image/png') ? 'image/png' : 'image/jpeg';
    const name = file.name.slice(0, 200) || 'image';
    return { kind: 'image', name, mediaType, data: url.slice(url.indexOf(',') + 1), thumbnail, width, height };
  } finally {
    bitmap.close();
  }
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const sizeOf = ({ width, height }: Size): [number, number] => [width, height];

function fitted({ width, height }: Size, edge: number): Size {
  const scale = Math.min(1, edge / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function drawn(bitmap: ImageBitmap, width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context) {
    // JPEG has no transparency; black would hide dark letters.
    context.fillStyle = 'white';
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0, width, height);
  }
  return canvas;
}
