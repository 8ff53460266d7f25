/**
 * Models that a person may fetch, in their published variants. Disk and memory needs are shown before anything is fetched. Sizes are those
 * of the files, rounded; a registry may change them a little. Pure.
 */
import type { ModelOffer } from '../protocol/methods/model-methods.js';
import { memoryNeeded } from './model-choice.js';

interface Family {
  readonly name: string;
  readonly purpose: ModelOffer['purpose'];
  /** Tag, size in GB, quantisation. */
  readonly variants: readonly (readonly [tag: string, sizeGb: number, quantisation: string])[];
}

const families: readonly Family[] = [
  {
    name: 'qwen2.5-coder',
    purpose: 'chat',
    variants: [
      ['0.5b', 0.4, 'Q4_K_M'],
      ['1.5b', 1, 'Q4_K_M'],
      ['1.5b-instruct-q8_0', 1.6, 'Q8_0'],
      ['3b', 1.9, 'Q4_K_M'],
      ['3b-instruct-q8_0', 3.3, 'Q8_0'],
      ['7b', 4.7, 'Q4_K_M'],
      ['7b-instruct-q8_0', 8.1, 'Q8_0'],
      ['14b', 9, 'Q4_K_M'],
    ],
  },
  { name: 'nomic-embed-text', purpose: 'embed', variants: [['latest', 0.27, 'F16']] },
];

/** Returns the offers, smallest first. `freeBytes`: memory available for models. */
export function modelOffers(freeBytes: number, installed: ReadonlySet<string>): readonly ModelOffer[] {
  return families
    .flatMap(({ name, purpose, variants }) =>
      variants.map(([tag, sizeGb, quantisation]): ModelOffer => {
        const sizeBytes = sizeGb * 1e9;
        const memoryBytes = memoryNeeded(sizeBytes);
        return { id: `${name}:${tag}`, purpose, quantisation, sizeBytes, memoryBytes, fits: memoryBytes <= freeBytes };
      }),
    )
    .filter(({ id }) => !installed.has(id))
    .toSorted((a, b) => a.sizeBytes - b.sizeBytes);
}
