/** One number for everything that decides what a segment holds of a file: another number means that it is indexed again. */
import { outlineVersion } from '../../text/outline/outline.js';
import { termsVersion } from '../../text/terms.js';

/** Of the fields, comments, vectors and windows as this room stores them. 1: first version. */
const segmentContentVersion = 1;

export const featureVersion = segmentContentVersion * 1_000_000 + termsVersion * 1000 + outlineVersion;
