/** Chooses the model that answers next: a native drop-down, which works with keys and screen readers. */
import { usePanel, usePanelState } from '../../bind/use-panel.js';
import { bytes } from '../../model/rows/figures.js';
import { Icon } from '../frame/Icon.js';
import { useSay } from '../frame/words.js';

export function ModelPicker() {
  const { composer, editor } = usePanel();
  const say = useSay();
  const models = usePanelState(state => state.models);
  const model = usePanelState(state => state.model);
  const chosen = usePanelState(state => state.chosenModel);
  if (!models) return <span className="model-picker" />;
  if (models.length === 0) {
    return (
      <button type="button" className="text-button quiet model-picker" onClick={() => editor.act('choose-model')}>
        {say('modelNone')}
      </button>
    );
  }
  const isKnown = models.some(({ id }) => id === model);
  return (
    <span className="model-picker select">
      <select
        aria-label={say('model')}
        value={isKnown ? model : ''}
        onChange={event => composer.chooseModel(event.target.value || undefined)}
      >
        <option value="">{chosen === undefined ? say('modelDefault') : `${chosen} · ${say('automatic')}`}</option>
        {models.map(({ id, sizeBytes, local, loaded }) => (
          <option key={id} value={id}>
            {[
              id,
              sizeBytes === undefined ? '' : bytes(sizeBytes),
              local ? say('factLocal') : say('factRemote'),
              loaded ? say('modelLoaded') : '',
            ]
              .filter(Boolean)
              .join(' · ')}
          </option>
        ))}
      </select>
      <Icon name="chevron-down" />
    </span>
  );
}
