/** The version of the package that this file was installed with. */
import { readFileSync } from 'node:fs';
import { builtFiles } from './built-files.js';

export function readVersion(): string {
  const text = readFileSync(builtFiles.packageFile, 'utf8');
  // The package file is built with the product and always has a version.
  return (JSON.parse(text) as { version: string }).version;
}
