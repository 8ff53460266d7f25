/**
 * The certificate authorities that TLS connections trust: Node's own, the system's, and PEM files or folders that settings name. Read once,
 * when the first TLS connection is opened.
 */
import { X509Certificate } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { errorText } from '../protocol/error-text.js';
import { ProblemError } from '../protocol/problem.js';
import { type Sentence, say, verbatim } from '../protocol/sentences/sentence.js';

export interface TrustSettings {
  /** PEM files, or folders of such files. One that cannot be used is a problem. */
  readonly wanted: readonly string[];
  /** The same, but left out silently if they cannot be read, as Node does with NODE_EXTRA_CA_CERTS. */
  readonly extra: readonly string[];
  readonly system: boolean;
}

const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const pemName = /\.(pem|crt|cer)$/i;
const maxFileBytes = 4 * 1024 * 1024;

export class TrustStore {
  readonly #settings: TrustSettings;
  #context: Promise<SecureContext> | undefined;

  constructor(settings: TrustSettings) {
    this.#settings = settings;
  }

  /** Rejects with a ProblemError that names the unusable file. The next call reads it again. */
  context(): Promise<SecureContext> {
    this.#context ??= this.#read().catch((error: unknown) => {
      this.#context = undefined;
      throw error;
    });
    return this.#context;
  }

  async #read(): Promise<SecureContext> {
    const { wanted, extra, system } = this.#settings;
    const own = await Promise.all([...wanted.map(certificatesAt), ...extra.map(path => certificatesAt(path).catch(() => []))]);
    return createSecureContext({
      ca: [...getCACertificates('default'), ...(system ? getCACertificates('system') : []), ...own.flat()],
    });
  }
}

async function certificatesAt(path: string): Promise<readonly string[]> {
  const refused = (why: Sentence): ProblemError =>
    new ProblemError('endpoint-refused', say('authoritiesUnusable', { path, why }), say('correctAuthorities'));
  try {
    const isFolder = (await stat(path)).isDirectory();
    const files = isFolder ? (await readdir(path)).filter(name => pemName.test(name)).map(name => join(path, name)) : [path];
    const found = (await Promise.all(files.map(certificatesIn))).flat();
    if (found.length === 0) throw refused(say('noCertificate'));
    // Parsed one by one, so that the problem can name the damaged one.
    for (const text of found) void new X509Certificate(text);
    return found;
  } catch (error) {
    throw error instanceof ProblemError ? error : refused(verbatim(errorText(error)));
  }
}

async function certificatesIn(file: string): Promise<readonly string[]> {
  if ((await stat(file)).size > maxFileBytes) return [];
  return (await readFile(file, 'latin1')).match(certificate) ?? [];
}
