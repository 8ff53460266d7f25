/** The workspace of the run: a small shop, enough files that indexing takes a visible time, and files with hostile content. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const cart = `import type { Item } from './item';

/** What a customer has put into the basket. */
export class Cart {
  readonly #items: Item[] = [];

  add(item: Item): void {
    this.#items.push(item);
  }

  /** The total of the cart in cents, after the discount. */
  total(discount: number): number {
    let cents = 0;
    for (const item of this.#items) cents += item.price * item.count;
    return Math.round(cents * (1 - discount));
  }
}
`;

const worker = `import { fork } from 'node:child_process';

/** Restarts a worker that crashed, with a delay that doubles. */
export class WorkerKeeper {
  #delay = 250;

  start(entry: string): void {
    const child = fork(entry);
    child.on('exit', code => {
      if (code !== 0) this.handleCrash(entry);
    });
  }

  /** A crashed worker is started again after a while. */
  handleCrash(entry: string): void {
    setTimeout(() => this.start(entry), this.#delay);
    this.#delay *= 2;
  }
}
`;

const broken = `import type { Item } from './item';

export function label(item: Item): string {
  return item.nmae;
}
`;

const item = `export interface Item {
  readonly name: string;
  readonly price: number;
  readonly count: number;
}
`;

const injection = `# Wishing well

<img src=x onerror="document.title='pwned'"><script>document.title='pwned'</script>
[press me](command:workbench.action.closeWindow) and [me](javascript:alert(1)), [the web](https://example.com/wish).
\u001b[31mred alert\u001b[0m wishing well coins of the wishing well.
`;

export const hostileName = '<b onclick=alert(1)>coins<b>.md';

export function writeWorkspace(folder) {
  const files = {
    'package.json': '{ "name": "shop", "private": true }\n',
    'README.md': '# Shop\n\nA small shop. `src/cart.ts` adds up, `src/worker-keeper.ts` keeps workers alive.\n',
    'src/cart.ts': cart,
    'src/item.ts': item,
    'src/label.ts': broken,
    'src/worker-keeper.ts': worker,
    '.vibeignore': 'kept-out/\n',
    'kept-out/old.ts': 'export const old = 1;\n',
    'hostile/wishing-well.md': injection,
  };
  // Windows forbids these characters in names.
  if (process.platform !== 'win32') files[`hostile/${hostileName}`] = '# Coins\n\nThe wishing well has golden coins.\n';
  for (let i = 0; i < 3000; i++) files[`bulk/part-${i % 30}/unit-${i}.ts`] = unit(i);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** A distinct file that answers none of the questions. */
function unit(i) {
  const lines = Array.from({ length: 40 }, (_, line) => `  const value${line} = ${i} * ${line} + previous;`);
  return `export function unit${i}(previous: number): number {\n${lines.join('\n')}\n  return value39;\n}\n`;
}
