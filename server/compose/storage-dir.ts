/** The default folder for the index and the conversations: the user's data folder, as is usual on the system. Pure. */
import { join } from 'node:path';

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function defaultStorageDir({ platform, home, env }: Machine): string {
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'vibe');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'vibe');
  return join(env['XDG_CACHE_HOME'] || join(home, '.cache'), 'vibe');
}
