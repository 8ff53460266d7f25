/** `vibe check-secrets`: where secrets lie in texts. */
import * as v from 'valibot';
import { detectSecrets } from '../../safety/secrets/detect-secrets.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { answerJsonLines } from '../json-lines.js';
import { plainLine } from '../plain-text.js';
import type { Terminal } from '../terminal.js';

const lineSchema = v.object({ id: v.union([v.string(), v.number()]), text: v.string() });
/** A text of 8 MB may take six characters for each of its own. */
const maxLineLength = 48 << 20;

export async function checkSecretsCommand(terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  await answerJsonLines(
    process.stdin,
    {
      schema: lineSchema,
      form: '{"id","text"}',
      maxLength: maxLineLength,
      answer: ({ id, text }) => {
        const spans = detectSecrets(text);
        terminal.line(
          `${plainLine(String(id))}  ${spans.length === 0 ? 'no secrets' : spans.map(([start, end, family]) => `${family} at ${start}-${end}`).join(', ')}`,
        );
        return { id, spans };
      },
    },
    terminal,
    signal,
  );
  return exitCodes.done;
}
