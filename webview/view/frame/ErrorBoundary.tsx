/** Shows a message instead of a grey panel if a view throws, and can draw it again. */
import { Component, type ReactNode } from 'react';
import { useSay } from './words.js';

export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <FailedView onAgain={() => this.setState({ hasFailed: false })} /> : this.props.children;
  }
}

function FailedView({ onAgain }: { onAgain: () => void }) {
  const say = useSay();
  return (
    <div className="problem" role="alert">
      <p>{say('failedToDraw')}</p>
      <button type="button" className="text-button" onClick={onAgain}>
        {say('drawAgain')}
      </button>
    </div>
  );
}
