/** Names an image instead of loading it, because loading it would reveal that this answer was read. */
import { useSay } from '../frame/words.js';

export function LeftOutImage({ alt }: { alt: string }) {
  const say = useSay();
  return <span className="left-out">[{say('imageLeftOut', { alt: alt || '…' })}]</span>;
}
