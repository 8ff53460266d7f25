/** Records how high each drawn turn is. */
import { useCallback, useEffect, useRef } from 'react';

/** Records the height of each drawn turn; `onChange` follows the growing end. */
export function useObservedHeights(
  heights: { readonly current: Map<string, number> },
  onChange: () => void,
): (element: Element, id: string) => () => void {
  const ids = useRef(new Map<Element, string>());
  const latest = useRef(onChange);
  latest.current = onChange;
  const observer = useRef<ResizeObserver>(undefined);
  observer.current ??= new ResizeObserver(entries => {
    for (const { target, borderBoxSize } of entries) {
      const id = ids.current.get(target);
      if (id !== undefined) heights.current.set(id, borderBoxSize[0]?.blockSize ?? 0);
    }
    latest.current();
  });
  useEffect(() => () => observer.current?.disconnect(), []);
  return useCallback((element: Element, id: string) => {
    ids.current.set(element, id);
    observer.current?.observe(element);
    return () => {
      ids.current.delete(element);
      observer.current?.unobserve(element);
    };
  }, []);
}
