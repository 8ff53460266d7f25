/** A version number of everything that decides what a segment stores about a file. If it differs, the files are indexed again. */
import { outlineVersion } from '../../text/outline/outline.js';
import { termsVersion } from '../../text/terms.js';

/**
 * Version of the fields, comments, vectors and windows as `segment/` stores them. 1: first version. 2: long lines are cut instead of whole
 * files left out, more encodings and languages are recognised.
 */
const segmentContentVersion = 2;

export const featureVersion = segmentContentVersion * 1_000_000 + termsVersion * 1000 + outlineVersion;
