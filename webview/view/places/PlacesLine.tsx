/** The sources of the answer, which appear first: a line of chips that expands into the whole list with the reasons. */
import { useLayoutEffect, useRef, useState } from 'react';
import type { Place } from '../../../server/protocol/place.js';
import { wordedWhy } from '../../../server/protocol/why.js';
import { usePanel } from '../../bind/use-panel.js';
import { milliseconds } from '../../model/rows/figures.js';
import { fitChips, placeLabel } from '../../model/rows/place-label.js';
import type { TurnState } from '../../model/state/turn-state.js';
import { spellHidden } from '../../model/text/visible-marks.js';
import { Icon } from '../frame/Icon.js';
import { useSay, useWording } from '../frame/words.js';
import { MarkedText } from '../turn/MarkedText.js';
import { usePreview } from './Preview.js';

export function PlacesLine({ turn }: { turn: TurnState }) {
  const { places, placesMs } = turn;
  const say = useSay();
  const [isOpen, setOpen] = useState(false);
  const line = useRef<HTMLDivElement>(null);
  const [widthPx, setWidthPx] = useState(260);
  useLayoutEffect(() => {
    const element = line.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidthPx(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [places.length === 0]);
  if (places.length === 0) return placesMs === undefined ? null : <p className="dim">{say('noPlaces')}</p>;
  // The label, the time and the count of hidden places share the line.
  const nShown = fitChips(
    places.map(place => placeLabel(place, place.focusLine)),
    widthPx - 150,
  );
  const nHidden = places.length - nShown;
  return (
    <section className="places" aria-label={say('places')}>
      <div className="places-line" ref={line}>
        <button
          type="button"
          className="twistie"
          aria-expanded={isOpen}
          title={say(isOpen ? 'placesHide' : 'placesShow')}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
          {say('places')}
        </button>
        {isOpen ? null : (
          <>
            {places.slice(0, nShown).map((place, idx) => (
              <PlaceChip key={idx} place={place} />
            ))}
            {nHidden > 0 ? (
              <button
                type="button"
                className="chip more-places"
                aria-label={say('morePlaces', { n: nHidden })}
                onClick={() => setOpen(true)}
              >
                <bdi dir="ltr">+{nHidden}</bdi>
              </button>
            ) : null}
          </>
        )}
        {placesMs === undefined ? null : (
          <bdi dir="ltr" className="places-time dim">
            {milliseconds(placesMs)}
          </bdi>
        )}
      </div>
      {isOpen ? (
        <ul className="places-list">
          {places.map((place, idx) => (
            <PlaceRow key={idx} place={place} />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function usePlaceButton(place: Place) {
  const { editor } = usePanel();
  const preview = usePreview(place);
  return {
    ...preview,
    type: 'button' as const,
    onClick: (event: React.MouseEvent) => editor.open(place, event.altKey),
  };
}

function PlaceChip({ place }: { place: Place }) {
  const say = useSay();
  const label = say('placeOpens', { path: spellHidden(place.path), start: String(place.startLine), end: String(place.endLine) });
  return (
    <button className="chip place" aria-label={label} {...usePlaceButton(place)}>
      <bdi>
        <MarkedText text={placeLabel(place, place.focusLine)} />
      </bdi>
    </button>
  );
}

function PlaceRow({ place }: { place: Place }) {
  const say = useSay();
  const wording = useWording();
  return (
    <li>
      <button className="place-row" {...usePlaceButton(place)}>
        <span className="place-path">
          <bdi>
            <MarkedText text={place.path} />
          </bdi>
          <span className="dim"> {say('lines', { start: String(place.startLine), end: String(place.endLine) })}</span>
        </span>
        <span className="place-why dim">
          {place.chain.length > 0 ? (
            <span className="place-chain">
              <MarkedText text={place.chain.join('.')} />
            </span>
          ) : null}
          <MarkedText text={wordedWhy(place.why, wording)} />
        </span>
      </button>
    </li>
  );
}
