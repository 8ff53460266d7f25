/** The version of the package that this file was installed with. */
import { readFileSync } from 'node:fs';
import { builtFiles } from './built-files.js';

export function readVersion(): string {
  const text = readFileSync(builtFiles.packageFile, 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
