/**
 * Finds out which execution providers work on this machine, and why the others do not. Each is tried in a process of its own, which may
 * crash.
 */
import { Child } from '../pool/child.js';
import { errorText } from '../protocol/error-text.js';
import { type ExecutionProvider, type OnnxTable, providerNames, providerOrder } from './onnx-table.js';

export interface ProviderProbe {
  readonly provider: ExecutionProvider;
  readonly ok: boolean;
  /** "42 ms", or why the provider was refused. */
  readonly detail: string;
}

const platforms: Readonly<Record<ExecutionProvider, readonly NodeJS.Platform[]>> = {
  cuda: ['linux', 'win32'],
  dml: ['win32'],
  coreml: ['darwin'],
  webgpu: ['linux', 'win32', 'darwin'],
  cpu: ['linux', 'win32', 'darwin'],
};

const probeMs = 15_000;

export const providersOfPlatform = (platform: NodeJS.Platform): readonly ExecutionProvider[] =>
  providerOrder.filter(provider => platforms[provider].includes(platform));

/** Returns probes in order of preference. `entry`: path of the built embedding child. */
export async function probeProviders(entry: string, signal: AbortSignal): Promise<readonly ProviderProbe[]> {
  const probes: ProviderProbe[] = [];
  for (const provider of providerOrder) {
    if (providersOfPlatform(process.platform).includes(provider)) probes.push(await probe(entry, provider, signal));
    else probes.push({ provider, ok: false, detail: `not on ${process.platform}` });
  }
  return probes;
}

async function probe(entry: string, provider: ExecutionProvider, signal: AbortSignal): Promise<ProviderProbe> {
  const child = new Child<OnnxTable>({ entry, name: `The probe of ${providerNames[provider]}` });
  const deadline = AbortSignal.timeout(probeMs);
  try {
    const { ms } = await child.call('probe', { provider }, AbortSignal.any([signal, deadline]));
    return { provider, ok: true, detail: `${Math.round(ms)} ms to start` };
  } catch (error) {
    signal.throwIfAborted();
    if (deadline.aborted) return { provider, ok: false, detail: `did not start within ${probeMs / 1000} s` };
    const reason = errorText(error);
    return { provider, ok: false, detail: reason.split('\n')[0]?.slice(0, 300) ?? reason };
  } finally {
    await child.end();
  }
}
