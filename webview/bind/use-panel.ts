/** The only hook that reads the panel's state, and the context that provides it to the views. */
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { PanelState } from '../model/state/panel-state.js';
import type { Panel } from './panel.js';

export const PanelContext = createContext<Panel | undefined>(undefined);

export function usePanel(): Panel {
  const panel = useContext(PanelContext);
  if (!panel) throw new Error('usePanel is called outside of PanelContext');
  return panel;
}

/** Returns the part of the state that a view shows. `select` must return the same object if that part has not changed. */
export function usePanelState<Part>(select: (state: PanelState) => Part): Part {
  const { store } = usePanel();
  return useSyncExternalStore(store.subscribe, () => select(store.state));
}
