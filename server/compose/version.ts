/** Reads the version of the package that this file belongs to. */
import { readFileSync } from 'node:fs';
import { builtFiles } from './built-files.js';

export function readVersion(): string {
  const text = readFileSync(builtFiles.packageFile, 'utf8');
  // The package file is part of the build and always has a version.
  return (JSON.parse(text) as { version: string }).version;
}
