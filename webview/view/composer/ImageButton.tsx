/** Chooses images for a question, and warns if the model cannot see them. */
import { useRef } from 'react';
import { usePanel, usePanelState } from '../../bind/use-panel.js';
import { seesNoImages } from '../../model/state/outgoing.js';
import { IconButton } from '../frame/IconButton.js';
import { useSay } from '../frame/words.js';

export function ImageButton() {
  const { composer } = usePanel();
  const say = useSay();
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton icon="attach" label={say('attachImage')} onClick={() => chooser.current?.click()} />
      <input
        ref={chooser}
        type="file"
        accept="image/png,image/jpeg,image/webp,image/gif"
        multiple
        hidden
        onChange={event => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          void composer.attachImages(files);
        }}
      />
    </>
  );
}

export function ImageWarning() {
  const say = useSay();
  const isUnseen = usePanelState(seesNoImages);
  return isUnseen ? (
    <p className="meter-warning" role="alert">
      {say('imagesUnseen')}
    </p>
  ) : null;
}
