/** Handles the keys of the input: first for an open completion menu, then for the question. */
import { usePanel, usePanelState } from '../../bind/use-panel.js';
import type { MenuRow } from '../../model/state/panel-state.js';

export function useComposerKeys(
  wantedCaret: { current: number | undefined },
  accept: (row: MenuRow) => void,
): (event: React.KeyboardEvent<HTMLTextAreaElement>) => void {
  const { composer } = usePanel();
  const menu = usePanelState(state => state.menu);
  const isEditing = usePanelState(state => state.draft.editing !== undefined);

  const onMenuKey = (event: React.KeyboardEvent): boolean => {
    if (!menu) return false;
    const chosen = menu.rows[menu.chosen];
    if (event.key === 'Escape') composer.closeMenu();
    else if (!chosen) return false;
    else if (event.key === 'ArrowDown') composer.moveInMenu((menu.chosen + 1) % menu.rows.length);
    else if (event.key === 'ArrowUp') composer.moveInMenu((menu.chosen + menu.rows.length - 1) % menu.rows.length);
    else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') accept(chosen);
    else return false;
    event.preventDefault();
    return true;
  };

  return event => {
    // Enter that ends the composition of a Japanese or Chinese word does not send.
    if (event.nativeEvent.isComposing || onMenuKey(event)) return;
    const { value, selectionStart, selectionEnd } = event.currentTarget;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      composer.send();
    } else if (event.key === 'ArrowUp' && selectionStart === 0 && selectionEnd === 0) {
      event.preventDefault();
      composer.recall(1);
      wantedCaret.current = 0;
    } else if (event.key === 'ArrowDown' && selectionStart === value.length) {
      composer.recall(-1);
    } else if (event.key === 'Escape' && isEditing) {
      event.preventDefault();
      composer.cancelEdit();
    }
  };
}
