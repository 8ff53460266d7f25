/** Variables that decide which code a later program runs. What a value does is judged, not its name alone. Pure. */
import { hasMark, isUncertain, mark } from '../paths/marks.js';
import { placeOfPath } from '../paths/places.js';
import type { Span } from '../verdict.js';
import { type Host, nothing, type State } from './call.js';

interface Setting {
  readonly host: Host;
  readonly state: State;
  readonly span: Span;
  /** The variable outlives the command. */
  readonly kept: boolean;
}

/** The value is a command that a program runs. */
const commands =
  /^(?:GIT_SSH_COMMAND|GIT_SSH|GIT_EDITOR|GIT_SEQUENCE_EDITOR|EDITOR|VISUAL|FCEDIT|PAGER|GIT_PAGER|MANPAGER|SYSTEMD_PAGER|PSQL_PAGER|LESSOPEN|LESSCLOSE|BROWSER|GIT_EXTERNAL_DIFF|GIT_ASKPASS|SSH_ASKPASS|SUDO_ASKPASS|GIT_PROXY_COMMAND|PROMPT_COMMAND|CC|CXX|CPP|LD|AR|RUSTC|RUSTC_WRAPPER|CARGO_BUILD_RUSTC_WRAPPER|RSYNC_RSH|CVS_RSH|TAR_OPTIONS|MAKE|GIT_TEMPLATE_DIR|DOCKER_HOST_COMMAND|FZF_DEFAULT_COMMAND|BORG_RSH|GREP_COMMAND|npm_config_script_shell|npm_config_shell|npm_config_git|KUBE_EDITOR|HGEDITOR|SVN_EDITOR|SVN_SSH|MANROFFOPT|HELP_BROWSER|GIT_MERGE_AUTOEDIT_COMMAND)$/i;
/** The value names code that a program loads. */
const libraries =
  /^(?:LD_PRELOAD|LD_AUDIT|LD_LIBRARY_PATH|DYLD_[A-Z_]+|PYTHONSTARTUP|PYTHONHOME|PYTHONPATH|PERL5LIB|RUBYLIB|NODE_PATH|BASH_ENV|ENV|ZDOTDIR|GCONV_PATH|CLASSPATH|LUA_PATH|LUA_CPATH|R_PROFILE_USER|R_ENVIRON_USER|GOROOT|JAVA_HOME|OPENSSL_CONF|OPENSSL_MODULES|VIMINIT|EXINIT|VIM|TERMINFO|INPUTRC|PAMNAME|PSModulePath|TCLLIBPATH|XDG_CONFIG_HOME|XDG_DATA_HOME|GIT_CONFIG_GLOBAL|GIT_CONFIG_SYSTEM|GIT_EXEC_PATH|npm_config_userconfig|npm_config_globalconfig|PIP_CONFIG_FILE|DOCKER_CONFIG|KUBECONFIG|CARGO_HOME|RUSTUP_HOME|GNUPGHOME)$/;
/** The value holds options for a program that can run code. */
const options =
  /^(?:NODE_OPTIONS|PERL5OPT|RUBYOPT|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|MAVEN_OPTS|GRADLE_OPTS|GOFLAGS|RUSTFLAGS|MAKEFLAGS|PYTHONWARNINGS|LESS|GREP_OPTIONS|FZF_DEFAULT_OPTS|PYTEST_ADDOPTS|TF_CLI_ARGS\w*|ANSIBLE_\w+)$/;
const hidden =
  /^(?:GIT_CONFIG_COUNT|GIT_CONFIG_KEY_\d+|GIT_CONFIG_VALUE_\d+|GIT_CONFIG_PARAMETERS|GIT_CONFIG|GIT_DIR|GIT_WORK_TREE|GIT_COMMON_DIR|GIT_INDEX_FILE|GIT_OBJECT_DIRECTORY|HOME|SHELLOPTS|BASHOPTS|PS4|HISTFILE|HISTCONTROL|PSDefaultParameterValues|COMSPEC|PATHEXT|BASH_FUNC\w*|PYTHONBREAKPOINT|PYTHONINSPECT|SHELL|DOCKER_HOST|npm_config_registry|npm_config_prefix|PIP_INDEX_URL|PIP_EXTRA_INDEX_URL|GOPROXY|CARGO_REGISTRIES\w*)$/;

export function checkVariable(name: string, value: string, setting: Setting): void {
  const { host, span, state } = setting;
  const target = `${name}=${value}`;
  const says = (kind: 'unknown' | 'protected'): void => host.effect({ kind: 'environment', target, place: kind }, span);
  if (name.startsWith('BASH_FUNC_')) return says('unknown');
  if (name === 'PATH' || name === 'Path') return checkSearchPath(value, setting);
  if (name === 'IFS' || value === '') return;
  if (commands.test(name)) {
    if (isUncertain(value)) return says('unknown');
    host.code('bash', value, state, nothing, span);
    return;
  }
  if (libraries.test(name)) {
    const parts = value
      .split(host.folders.windows ? ';' : /[: ]/)
      .filter(part => part !== '' && part !== mark.unknown && part !== mark.fields);
    const own = parts.every(part => isOwn(part, setting)) && !/PRELOAD|AUDIT|DYLD_INSERT/.test(name);
    if (!own) return says('unknown');
    host.effect({ kind: 'run-code', target, place: 'workspace', inside: true }, span);
    return;
  }
  if (options.test(name)) {
    if (isUncertain(value) || !harmlessOptions(value)) says('unknown');
    return;
  }
  if (hidden.test(name)) {
    const harmless =
      (name === 'SHELL' && /^\/(?:usr\/)?bin\/(?:ba|z|fi)?sh$/.test(value)) ||
      (name === 'PS4' && !/[$`]/.test(value)) ||
      (name === 'GOPROXY' && /^(?:direct|off)$/.test(value)) ||
      name === 'GIT_INDEX_FILE' ||
      name.startsWith('HIST');
    if (!harmless) says('unknown');
    return;
  }
  if (/^PS[0-3]$|^PROMPT$/.test(name) && /[`]|\$\(/.test(value)) says('protected');
}

/** Options that set a number, a switch or a level. */
const harmlessOptions = (value: string): boolean =>
  value
    .split(/\s+/)
    .every(option =>
      /^(?:--max[-_]old[-_]space[-_]size=\d+|--max-http-header-size=\d+|--no-warnings|--no-deprecation|--trace-\w+(?:-\w+)*|--enable-source-maps|--experimental-[\w-]+|--openssl-legacy-provider|--dns-result-order=\w+|--stack-size=\d+|-X(?:mx|ms|ss)\w+|-XX:\+?\w+(?:=\w+)?|-Dfile\.encoding=[\w-]+|-mod=\w+|-count=\d+|-race|-v|-C|target-cpu=\w+|-D|warnings|-j\d*|-[RFXiSMEeq]+|-p|no:\w+|ignore|default|error|once|always|target-cpu=native|link-arg=-fuse-ld=\w+|)$/.test(
        option,
      ),
    );

/** Folders put before the others decide what each later name runs. */
function checkSearchPath(value: string, { host, state, span }: Setting): void {
  const separator = host.folders.windows ? ';' : ':';
  for (const folder of value.split(separator)) {
    if (folder === '/usr/local/bin' || folder === '/usr/bin' || folder === '/bin') continue;
    const relative = folder === '' || folder === '.' || folder.startsWith('./') || folder.startsWith('..');
    const [path] = host.resolve(folder, state);
    const place = placeOfPath(path, host.folders, 'read');
    const loose = /^\/(?:var\/)?tmp(?:\/|$)|^\/dev\/|[\\/](?:temp|tmp|public|downloads|programdata)(?:[\\/]|$)/i.test(folder);
    const tools = !loose && /(?:^|\/)node_modules\/\.bin\/?$|(?:^|\/)\.?venv\/bin\/?$|(?:^|\/)(?:bin|shims|sbin|Scripts)\/?$/.test(folder);
    const own = place.inside && !relative;
    if (isUncertain(folder) ? !tools : !tools && !own && (place.kind !== 'system' || relative || hasMark(folder) || loose))
      host.effect(
        { kind: 'environment', target: `PATH=${value}`, place: 'unknown' },
        span,
        `Programs are looked for in ${folder === '' ? 'the current folder' : folder}`,
      );
  }
}

function isOwn(part: string, { host, state }: Setting): boolean {
  return host.resolve(part, state).every(path => {
    const { kind, inside } = placeOfPath(path, host.folders, 'read');
    return inside || (kind === 'system' && /^\/(?:usr|opt|lib)\//.test(path ?? ''));
  });
}
