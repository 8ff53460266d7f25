#!/usr/bin/env node
/**
 * `node scripts/release-notes.mjs v1.2.3`: prints the changelog's section of that version. Exits with 1 if package.json has another version, or if the section is missing or empty.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ensure-ready.mjs';

const tag = process.argv[2] ?? '';
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
if (tag !== `v${version}`) fail(`The tag is "${tag}", and package.json has the version ${version}`);
const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
// A section ends at the next one, or at the list of links at the end.
const sections = changelog.split(/^(?=## \[|\[[^\]]+\]: )/m);
const section = sections.find(text => text.startsWith(`## [${version}] - `));
const notes = section?.slice(section.indexOf('\n') + 1).trim();
if (!notes) fail(`CHANGELOG.md has no section "## [${version}] - YYYY-MM-DD", or it is empty`);
console.log(notes);

function fail(message) {
  console.error(message);
  process.exit(1);
}
