/** Names of places that matter: what runs later, what is secret, what a tool makes again. Data only. */

const rows = (text: string): readonly (readonly string[])[] =>
  text
    .trim()
    .split(/\s+/)
    .map(row => row.split('/'));

/** Files and folders, wherever they lie, that decide what an editor, an agent, a version control system or a shell runs later. */
export const protectedAnywhere = rows(`
  .git .hg .svn .vscode .vscode-server .vibe .vibe* .cursor .claude .codex .gemini .continue .aider* .windsurf .zed .idea .husky .githooks .devcontainer
  agents.md claude.md gemini.md .cursorrules .mcp.json mcp.json mcp_settings.json .envrc .gitmodules .npmrc .yarnrc .yarnrc.yml
  .pre-commit-config.yaml lefthook.yml
  .bashrc .bash_profile .bash_login .bash_logout .bash_aliases .profile .zshrc .zshenv .zprofile .zlogin .zlogout .kshrc .cshrc .tcshrc .inputrc
  authorized_keys authorized_keys2 sudoers sudoers.d crontab cron.d cron.daily cron.hourly launchagents launchdaemons
  ld.so.preload sitecustomize.py usercustomize.py microsoft.powershell_profile.ps1 profile.ps1
`);

/** The same in the home folder only. */
export const protectedInHome = rows(`
  .ssh .gnupg .aws .azure .kube .docker .gitconfig .config/git .config/fish .config/autostart .config/systemd .config/environment.d
  .config/code .config/vscodium .config/nvim .config/gh .config/gcloud .config/pip .config/powershell .config/zsh .config/bash .config/direnv .config/plasma-workspace
  .vimrc .vim .emacs .emacs.d .tmux.conf .screenrc .gdbinit .lldbinit .psqlrc .sqliterc .curlrc .wgetrc .netrc .pgpass .my.cnf .pypirc .pydistutils.cfg
  .pythonrc .pythonrc.py .pythonstartup .irbrc .pryrc .rprofile .cargo/config .cargo/config.toml .cargo/env .cargo/bin .gradle/init.d .gradle/init.gradle .m2 .condarc
  .local/bin bin .local/share/applications .local/share/systemd .pam_environment .xinitrc .xprofile .xsession .xsessionrc .xresources .hushlogin
  .oh-my-zsh .nvm .pyenv .rbenv .asdf .sdkman .zsh .zfunc .bash_completion .ipython .jupyter
  library/launchagents library/application library/preferences appdata documents/powershell documents/windowspowershell
`);

interface SecretPath {
  readonly row: readonly string[];
  /** Absent: reading and writing both matter. */
  readonly only?: 'read' | 'write';
}

export const secretPaths: readonly SecretPath[] = [
  ...rows(`
    .ssh/id_* .ssh/*_rsa .ssh/*_ed25519 .ssh/*.pem .ssh/*key* id_rsa id_dsa id_ecdsa id_ed25519 .gnupg/private-keys-v1.d .gnupg/secring.gpg
    .aws/credentials .git-credentials .password-store .vault-token .config/gcloud/credentials.db .config/gcloud/application_default_credentials.json
    .config/gcloud/access_tokens.db .azure/accesstokens.json .azure/msal_token_cache.json .config/gh/hosts.yml .terraform.d/credentials.tfrc.json
    .cargo/credentials .cargo/credentials.toml .gem/credentials .docker/config.json .kube/config *.kdbx *.keychain *.keychain-db library/keychains .local/share/keyrings
    *.p12 *.pfx *.jks *.keystore etc/shadow* etc/gshadow etc/sudoers etc/sudoers.d etc/ssh/*_key etc/krb5.keytab *.ppk
    .electrum .bitcoin .ethereum wallet.dat system32/config/sam system32/config/security system32/config/system ntds.dit
  `).map(row => ({ row })),
  ...rows(`
    .ssh .gnupg .aws .env .env.* *.env .netrc _netrc .pgpass .my.cnf .npmrc .pypirc .config/op .config/rclone/rclone.conf .s3cfg .boto .dockercfg .databrickscfg
    *.key *private*.pem *key.pem *-key*.pem *_key*.pem secrets.yml secrets.yaml secrets.json credentials.json credentials.csv service-account*.json
    .bash_history .zsh_history .python_history .psql_history .mysql_history .node_repl_history .local/share/fish/fish_history consolehost_history.txt
    login*data cookies.sqlite logins.json key4.db cookies.binarycookies
    etc/passwd etc/master.passwd environ kcore run/secrets etc/kubernetes/admin.conf var/lib/kubelet/pki sys/kernel/security .vnc/passwd
  `).map(row => ({ row, only: 'read' as const })),
];

/** Last components that look like one of the above and are public. */
export const secretsExcept: readonly string[] = [
  '*.pub',
  'known_hosts*',
  '.env.example',
  '.env.sample',
  '.env.template',
  '.env.dist',
  '.env.defaults',
  '.env.schema',
  '.env.test',
  '.env.ci',
  'example.env',
  'sample.env',
  'template.env',
  'authorized_keys',
  '*.example',
  '*.sample',
  '*.template',
];

/** Inside a workspace, what lies under such a name is made again by a build, an install or a run. */
export const rebuiltNames = {
  folders: new Set(
    `node_modules bower_components jspm_packages dist build out target coverage .nyc_output __pycache__ .pytest_cache .mypy_cache .ruff_cache .tox .nox .venv venv .eggs
     .next .nuxt .cache .parcel-cache .turbo .vite .svelte-kit .angular .astro .output .gradle .terraform .serverless .sass-cache .jekyll-cache _site storybook-static
     htmlcov .coverage .eslintcache .stylelintcache .tsbuildinfo tmp temp .tmp .temp log logs .log obj _build cmakefiles cmakecache.txt deriveddata pods .dart_tool .stack-work dist-newstyle elm-stuff
     .hypothesis .ipynb_checkpoints .bundle vendor .build .swiftpm bazel-out bazel-bin package-lock.json yarn.lock pnpm-lock.yaml bun.lockb poetry.lock cargo.lock gemfile.lock composer.lock uv.lock
     a.out nohup.out .ds_store thumbs.db npm-debug.log .yarn-integrity test-results playwright-report allure-results .docusaurus .expo reports artifacts test-output node_modules.bak`
      .trim()
      .split(/\s+/),
  ),
  endings:
    `.o .obj .a .so .dylib .lib .pdb .pyc .pyo .class .log .tmp .temp .swp .swo ~ .bak .orig .rej .pid .lock .sock .tsbuildinfo .egg-info .gcda .gcno .gcov .prof .profraw .cache .exe .dsym .map .vsix .tgz .whl .out .aux .toc .coverage`.split(
      ' ',
    ),
  starts: ['cmake-build-', 'bazel-', 'npm-debug.log', 'yarn-error.log', 'hs_err_pid'],
};
