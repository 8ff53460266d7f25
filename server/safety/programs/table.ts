/** All that is known of programs, in one table. */
import { archiveRules } from './archives.js';
import { buildRules } from './builds.js';
import { builtinRules } from './builtins.js';
import { cloudRules } from './cloud.js';
import { clusterRules } from './clusters.js';
import { containerRules } from './containers.js';
import { fileRules } from './files.js';
import { findRules } from './find.js';
import { gitRules } from './git.js';
import { interpreterRules } from './interpreters.js';
import { networkRules } from './network.js';
import { nodePackageRules } from './node-packages.js';
import { packageRules } from './packages.js';
import type { Rule } from './rule.js';
import { addRules } from './rule-lookup.js';
import { sshRules } from './ssh.js';
import { systemRules } from './system.js';
import { textRules } from './text.js';
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

let isFilled = false;

/** Makes the rules known to whoever looks a program up. */
export function fillTable(): void {
  if (isFilled) return;
  isFilled = true;
  addRules(commonRules);
}
