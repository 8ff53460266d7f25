/**
 * Decides by its path whether a file is left out: secrets, media, lock files. A secret is never indexed or sent, whatever the user's ignore
 * files say. Pure.
 */
import type { LeftOutReason } from '../../protocol/index-status.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Images, sound, archives, compiled code, fonts, office documents, databases, model weights. */
const binaryExtensions = set(
  'png jpg jpeg gif bmp ico icns webp avif heic tif tiff psd ai eps sketch fig xcf cr2 mp3 mp4 m4a m4v wav ogg oga ogv flac aac opus mov avi mkv webm wmv mid ' +
    'zip gz tgz bz2 tbz xz txz zst lz4 br 7z rar tar jar war ear aar apk ipa dmg iso img deb rpm msi cab whl egg gem nupkg vsix crx xpi ' +
    'exe dll so dylib a lib o obj pdb class pyc pyo pyd elc beam wasm node rlib rmeta bin hex rom elf nib dex swiftmodule ' +
    'ttf otf woff woff2 eot pdf doc docx xls xlsx ppt pptx odt ods odp epub mobi djvu ' +
    'db sqlite sqlite3 db3 mdb ibd rdb ldb parquet arrow feather orc avro npy npz pkl pickle joblib h5 hdf5 mat rds rdata ' +
    'onnx pth safetensors gguf ggml tflite mlmodel caffemodel keystore jks p12 pfx der vibe fst glb gltf fbx blend stl usdz swf fla',
);
/** What these hold is a secret, whatever it looks like. `.asc` is judged by their content: see `guardContent`. */
const secretExtensions = set('pem key p12 pfx jks keystore ppk kdbx kdb gpg pgp ovpn tfstate age');
const secretNames = set(
  'id_rsa id_dsa id_ecdsa id_ed25519 id_ecdsa_sk id_ed25519_sk .npmrc .yarnrc.yml .netrc _netrc .pypirc .pgpass .my.cnf .htpasswd .git-credentials .dockercfg ' +
    '.docker/config.json .vault-token .s3cfg .boto .envrc credentials credentials.json service-account.json serviceaccount.json client_secret.json ' +
    'secrets.yml secrets.yaml secrets.json secrets.toml master.key kubeconfig terraform.tfstate terraform.tfstate.backup .terraformrc .pem known_hosts authorized_keys ' +
    'wp-config.php local.settings.json gradle.properties.local .bash_history .zsh_history .python_history .node_repl_history',
);
/**
 * Folders whose files are credentials, whatever their names. All begin with a dot, which few paths contain, so most paths skip the test.
 */
const secretFolders = set('.ssh .aws .gnupg .azure .kube .gcloud .password-store');
const lockNames = set(
  'package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb deno.lock cargo.lock composer.lock gemfile.lock poetry.lock pdm.lock uv.lock ' +
    'pipfile.lock go.sum go.work.sum mix.lock pubspec.lock podfile.lock package.resolved flake.lock packages.lock.json paket.lock cartfile.resolved ' +
    'gradle.lockfile conan.lock rebar.lock .terraform.lock.hcl stack.yaml.lock cabal.project.freeze',
);
/** Templates such as `.env.example`, `.env.local.example` and `sample.env` are meant to be read. */
const template = /(?:^|[._-])(?:example|sample|template|tmpl|tpl|dist|defaults?|schema|skel(?:eton)?)(?:[._-]|$)/;
const generatedName = /\.(?:map|snap|lock|tsbuildinfo|pbxproj|xcworkspacedata|min\.map)$/;
const minifiedName = /[.-]min\.(?:js|mjs|cjs|css|html?)$|\.bundle\.(?:js|css)$|\.chunk\.(?:js|css)$/;

/** Returns why the file at `path` (relative, with forward slashes) is left out, judged by its path alone. */
export function guardPath(path: string): LeftOutReason | undefined {
  const lower = path.toLowerCase();
  const slash = lower.lastIndexOf('/');
  const name = lower.slice(slash + 1);
  if (isSecretPath(lower, name, slash)) return 'secret';
  const dot = name.lastIndexOf('.');
  const extension = dot >= 0 ? name.slice(dot + 1) : '';
  if (binaryExtensions.has(extension)) return 'binary';
  if (lockNames.has(name) || generatedName.test(name)) return 'generated';
  if (minifiedName.test(name)) return 'minified';
  return undefined;
}

function isSecretPath(lower: string, name: string, slash: number): boolean {
  if (secretNames.has(name)) return true;
  if ((name === '.env' || name.startsWith('.env.') || name.endsWith('.env')) && !template.test(name)) return true;
  const dot = name.lastIndexOf('.');
  // `foo.pem.ts` is source code.
  if (dot >= 0 && secretExtensions.has(name.slice(dot + 1))) return true;
  return (
    slash > 0 &&
    (lower.startsWith('.') || lower.includes('/.')) &&
    lower
      .slice(0, slash)
      .split('/')
      .some(folder => secretFolders.has(folder))
  );
}
