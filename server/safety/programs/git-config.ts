/** Settings of git that run a program, and what the repository at hand sets. */
import type { Call } from '../run/call.js';

/** Keys whose value is a program, or that load more settings. */
export const codeKeys =
  /^(?:alias\..*|core\.(?:fsmonitor|pager|editor|sshcommand|hookspath|gitproxy|askpass|attributesfile|worktree|alternaterefscommand)|pager\..*|diff\.external|diff\..*\.(?:command|textconv)|difftool\..*|mergetool\..*|merge\..*\.driver|filter\..*|gpg\..*program|gpg\.program|gpg\.ssh\.defaultkeycommand|credential\..*helper|credential\.helper|sequence\.editor|include\.path|includeif\..*|interactive\.difffilter|browser\..*|web\.browser|man\..*|help\.browser|instaweb\..*|remote\..*\.(?:uploadpack|receivepack|vcs|proxy)|protocol\..*|url\..*\.insteadof|url\..*\.pushinsteadof|sendemail\..*|uploadpack\.packobjectshook|uploadpack\.allowanysha1inwant|receive\..*|init\.templatedir|safe\.directory|submodule\..*\.update|submodule\.recurse|ssh\.variant|trailer\..*\.(?:command|cmd)|imap\.tunnel|guitool\..*|http\.(?:proxy|sslverify|cookiefile|.*\.proxy)|transfer\..*|svn-remote\..*|log\.showsignature|core\.excludesfile|tar\..*\.command|bundle\..*|extensions\.worktreeconfig)$/i;

/** Keys that make even a command that reads run a program. `neutral`: the line itself takes such settings away. */
const hazards =
  /^\s*(?:\[\s*(?:include|includeif)\b|(?:fsmonitor|pager|sshcommand|hookspath|external|textconv|command|clean|smudge|process|program|helper|driver|difffilter|editor|askpass|gitproxy|uploadpack|path|showsignature|worktree)\s*=)/i;

/** Looks at the configuration of the repository that the command runs in, if it is known. */
export function configHazards(call: Call, neutral: boolean): void {
  const { host, state, span } = call;
  for (const cwd of state.cwds) {
    if (cwd === undefined) continue;
    for (let folder = cwd; ; folder = folder.slice(0, folder.lastIndexOf('/')) || '/') {
      const text = host.fileText(`${folder}/.git/config`);
      if (text !== undefined) {
        const line = text.split('\n').find(part => isHazard(part));
        if (line !== undefined && !neutral)
          host.unknown(`git, since the configuration of this repository runs a program: ${line.trim().slice(0, 60)}`, span);
        break;
      }
      if (folder === host.folders.workspace || folder === '/' || !folder.startsWith('/')) break;
    }
  }
}

const isHazard = (line: string): boolean =>
  hazards.test(line) &&
  !/=\s*git-lfs\b/.test(line) &&
  !/=\s*(?:false|cat|less|true|)\s*$/i.test(line) &&
  !/^\s*\[?\s*(?:helper|credential).*=\s*(?:store|cache|osxkeychain|manager(?:-core)?|libsecret)\s*$/i.test(line);
