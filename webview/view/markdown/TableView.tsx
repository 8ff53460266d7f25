/** A table that scrolls in its own box. A huge one shows its first rows until a person asks for more. */
import type { Tokens } from 'marked';
import { useState } from 'react';
import { useSay } from '../frame/words.js';
import type { BlockSource } from './block-source.js';
import { Inline } from './Inline.js';

const rowsAtOnce = 100;
/** A table with more columns is data, not a table to be read. */
const maxColumns = 60;

export function TableView({ token, source }: { token: Tokens.Table; source: BlockSource }) {
  const [nShown, setShown] = useState(rowsAtOnce);
  const say = useSay();
  const rows = token.rows.slice(0, nShown);
  const nHidden = token.rows.length - rows.length;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by the keyboard */}
      <div
        className="table-box"
        tabIndex={0}
        role="group"
        aria-label={token.header
          .map(cell => cell.text)
          .join(', ')
          .slice(0, 200)}
      >
        <table>
          <thead>
            <tr>
              {token.header.slice(0, maxColumns).map((cell, idx) => (
                <th key={idx} scope="col" dir="auto" className={cell.align ?? undefined}>
                  <Inline tokens={cell.tokens} source={source} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, rowIdx) => (
              <tr key={rowIdx}>
                {row.slice(0, maxColumns).map((cell, idx) => (
                  <td key={idx} dir="auto" className={cell.align ?? undefined}>
                    <Inline tokens={cell.tokens} source={source} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {nHidden > 0 ? (
        <button type="button" className="more" onClick={() => setShown(nShown + rowsAtOnce * 5)}>
          {say('showMoreRows', { n: Math.min(nHidden, rowsAtOnce * 5) })}
        </button>
      ) : null}
    </>
  );
}
