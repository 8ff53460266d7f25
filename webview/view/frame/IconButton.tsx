/** A button that shows a codicon: its name is its label and its tooltip. */
import { Icon, type IconName } from './Icon.js';

interface Props {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: () => void;
  readonly className?: string;
  readonly isPressed?: boolean;
}

export function IconButton({ icon, label, onClick, className = '', isPressed }: Props) {
  return (
    <button
      type="button"
      className={`icon-button ${className}`}
      title={label}
      aria-label={label}
      aria-pressed={isPressed}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
