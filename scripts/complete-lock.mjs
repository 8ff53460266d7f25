#!/usr/bin/env node
/**
 * `npm run lock`: run it after every change of dependencies. npm leaves a platform's package out of the lock file if the current registry
 * does not have it, and then `npm ci` refuses the file everywhere. This adds the missing rows, with the version that their owner names.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ensure-ready.mjs';

const file = join(root, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const rows = lock.packages;
const held = new Set(Object.keys(rows).map(path => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)));
let nAdded = 0;
for (const owner of Object.values(rows).filter(row => row !== rows[''])) {
  for (const [name, version] of Object.entries(owner.optionalDependencies ?? {})) {
    const os = /android|darwin|freebsd|linux|openharmony|win32/.exec(name)?.[0];
    const cpu = /arm64|x64|arm|ppc64|riscv64|s390x|ia32/.exec(name.split('/').at(-1))?.[0];
    if (held.has(name) || !os || !cpu || !/^\d/.test(version)) continue;
    const libc = name.includes('musl') ? 'musl' : os === 'linux' && name.includes('gnu') ? 'glibc' : undefined;
    rows[`node_modules/${name}`] = {
      version,
      cpu: [cpu],
      ...(owner.dev ? { dev: true } : {}),
      ...(libc ? { libc: [libc] } : {}),
      optional: true,
      os: [os],
    };
    nAdded++;
  }
}
lock.packages = Object.fromEntries(Object.entries(rows).sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${nAdded} rows added`);
