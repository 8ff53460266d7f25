/**
 * Runs a program once, without a shell and without input, and returns its output. Bounded in time and bytes; ends with the signal. The
 * caller decides which program runs, and whether it may run at all.
 */
import { spawn } from 'node:child_process';
import { abortError } from '../protocol/abort-error.js';
import { programPath } from './program-path.js';

export interface RunRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** More output is not read, and the program is ended. */
  readonly maxBytes: number;
  readonly maxMs: number;
}

export interface RunResult {
  /** Undefined if the program was ended or could not be started. */
  readonly exitCode: number | undefined;
  readonly output: string;
  readonly errorText: string;
  /** True if there was more output than `maxBytes`. */
  readonly isCut: boolean;
}

const maxErrorBytes = 4_000;

export function boundedRun(request: RunRequest, signal: AbortSignal): Promise<RunResult> {
  if (signal.aborted) return Promise.reject(signal.reason);
  const { command, args, folder, environment, maxBytes, maxMs } = request;
  const program = programPath(command);
  if (program === undefined)
    return Promise.resolve({ exitCode: undefined, output: '', errorText: `"${command}" is not on the PATH`, isCut: false });
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], {
      cwd: folder,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: false,
      windowsHide: true,
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    let nBytes = 0;
    let isCut = false;
    const stop = (): void => void child.kill('SIGKILL');
    const timer = setTimeout(stop, maxMs);
    signal.addEventListener('abort', stop, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      const left = maxBytes - nBytes;
      nBytes += chunk.length;
      if (left > 0) output.push(chunk.subarray(0, left));
      if (chunk.length <= left || isCut) return;
      isCut = true;
      stop();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (errors.length < 20) errors.push(chunk.subarray(0, maxErrorBytes));
    });
    const settle = (exitCode: number | undefined, errorText?: string): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      if (signal.aborted) return reject(signal.reason ?? abortError());
      const diagnostics = errorText ?? Buffer.concat(errors).toString('utf8').slice(0, maxErrorBytes).trim();
      resolve({ exitCode, output: Buffer.concat(output).toString('utf8'), errorText: diagnostics, isCut });
    };
    child.once('error', error => settle(undefined, error.message));
    child.once('close', code => settle(code ?? undefined));
  });
}
