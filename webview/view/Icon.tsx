/** A codicon. It says nothing to a screen reader: what it stands for is in the label of its button. */
export type IconName =
  | 'add'
  | 'arrow-down'
  | 'chevron-down'
  | 'chevron-left'
  | 'chevron-right'
  | 'close'
  | 'copy'
  | 'debug-stop'
  | 'diff'
  | 'edit'
  | 'export'
  | 'file'
  | 'folder'
  | 'folder-opened'
  | 'insert'
  | 'link'
  | 'mention'
  | 'new-file'
  | 'pin'
  | 'pinned'
  | 'refresh'
  | 'send'
  | 'symbol-method'
  | 'terminal'
  | 'trash'
  | 'comment'
  | 'json'
  | 'warning';

export function Icon({ name }: { name: IconName }) {
  return <span className={`codicon codicon-${name}`} aria-hidden="true" />;
}
