/** All that is known of programs, in one table. */

import type { Rule } from '../rules/rule.js';
import { addRules } from '../rules/rule-lookup.js';
import type { Shell } from '../run/call.js';
import { archiveRules } from './archives.js';
import { buildRules } from './builds.js';
import { builtinRules } from './builtins.js';
import { cloudRules } from './cloud.js';
import { clusterRules } from './clusters.js';
import { containerRules } from './containers.js';
import { fileRules } from './files.js';
import { findRules } from './find.js';
import { fishRules } from './fish-builtins.js';
import { gitRules } from './git-rules.js';
import { interpreterRules } from './interpreters.js';
import { keyRules } from './keys.js';
import { networkRules } from './network.js';
import { nodePackageRules } from './node-packages.js';
import { packageRules } from './packages.js';
import { sshRules } from './ssh.js';
import { systemRules } from './system.js';
import { textRules } from './text.js';
import { powershellRules } from './windows/powershell.js';
import { cmdRules, windowsRules } from './windows/windows-rules.js';
import { wrapperRules } from './wrappers.js';

/** For every POSIX shell, and for what other shells do not know under a name of their own. */
export const commonRules: readonly Rule[] = [
  ...systemRules,
  ...buildRules,
  ...packageRules,
  ...nodePackageRules,
  ...cloudRules,
  ...containerRules,
  ...clusterRules,
  ...networkRules,
  ...keyRules,
  ...archiveRules,
  ...interpreterRules,
  ...textRules,
  ...fileRules,
  ...gitRules,
  ...wrapperRules,
  ...findRules,
  ...sshRules,
  ...builtinRules,
];

/** For one shell alone, before those for all. */
export const shellRules: readonly (readonly [Shell, readonly Rule[]])[] = [
  ['powershell', powershellRules],
  ['cmd', [...cmdRules, ...windowsRules]],
  ['fish', fishRules],
];

let isFilled = false;

/** Adds the rules to the table in which programs are looked up. */
export function fillTable(): void {
  if (isFilled) return;
  isFilled = true;
  addRules(commonRules);
  // Programs of Windows can be started from any shell.
  addRules(windowsRules);
  addRules(powershellRules.filter(rule => rule.names.startsWith('powershell ')));
  for (const [shell, rules] of shellRules) addRules(rules, shell);
}
