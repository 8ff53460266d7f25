/**
 * The fake Ollama with answers about the shop, as a process that prints its address. It is slow, a token every 20 ms, so that a stop meets
 * a running answer.
 * It cites each place as the prompt spells it.
 */
import { answerFrom, FakeOllama, smollm } from '../kit/fakes/fake-ollama.ts';

const checkedCart = `  add(item: Item): void {
    if (item.count > 0) this.#items.push(item);
  }

  /** The total of the cart in cents, after the discount. */
  total(discount: number): number {
    if (discount < 0 || discount > 1) throw new RangeError('A discount lies between 0 and 1');
    let cents = 0;
    for (const item of this.#items) cents += item.price * item.count;
    return Math.round(cents * (1 - discount));
  }
`;
const reduced = `  total(discount: number): number {
    const cents = this.#items.reduce((sum, { price, count }) => sum + price * count, 0);
    return Math.round(cents * (1 - discount));
  }
`;

const answers = [
  [
    /this problem in src\/label\.ts/,
    () =>
      'The property is called `name`.\n\n```ts src/label.ts\nexport function label(item: Item): string {\n  return item.name;\n}\n```\n\n' +
      'Nothing else in the file reads it under the wrong name, and the type says which names there are.\n',
  ],
  [
    /lines [\d-]+ of src\/cart\.ts[^]*reduce/,
    (_, prompt) => {
      const why = 'It adds the same numbers in the same order, so the result is the same to the cent. ';
      return `A sum without a loop:\n\n\`\`\`ts\n${reduced}\`\`\`\n\n${why.repeat(/at length/.test(prompt) ? 20 : 3)}`;
    },
  ],
  [
    /check its input/,
    place => `Both methods can check what they are given \`${place('cart.ts')}\`:\n\n\`\`\`ts src/cart.ts\n${checkedCart}\`\`\`\n`,
  ],
  [
    /colour in both files/,
    () =>
      'The item gets a colour, and the label shows it:\n\n```diff\n--- a/src/item.ts\n+++ b/src/item.ts\n@@ -1,3 +1,4 @@\n export interface Item {\n   readonly name: string;\n+  readonly colour: string;\n' +
      '--- a/src/label.ts\n+++ b/src/label.ts\n@@ -3,3 +3,3 @@\n export function label(item: Item): string {\n-  return item.nmae;\n+  return `${item.colour} ${item.name}`;\n }\n```\n',
  ],
  [/search\/replace blocks and nothing else/, () => '<<<<<<< SEARCH\nconst before = 2;\n=======\nconst before = 3;\n>>>>>>> REPLACE\n'],
  [
    /Review this code/,
    (_, prompt) =>
      [
        prompt.includes('+++ b/fresh.txt') ? 'The new file fresh.txt was seen.' : 'No new file was seen.',
        prompt.includes('SECRET=ladder') ? 'A secret was seen.' : '',
      ].join(' '),
  ],
  [/commit message/i, () => 'Give the item a colour\n\nCustomers ask for it.\n'],
  [
    /total of the cart/,
    place =>
      `\`Cart.total\` adds up the price of every item times its count, in cents, takes the discount off the sum, and rounds to whole cents \`${place('cart.ts')}\`:\n\n` +
      '```ts src/cart.ts\nfor (const item of this.#items) cents += item.price * item.count;\nreturn Math.round(cents * (1 - discount));\n```\n\n' +
      'The items are what `add` has collected; an empty cart costs nothing. The discount is a share between 0 and 1, and nothing checks that it is one.',
  ],
  [
    /worker/,
    place =>
      `A worker that ends with a code other than 0 counts as crashed \`${place('worker-keeper.ts')}\`. It is started again after a delay, 250 ms at first, ` +
      'and each crash doubles the delay. Nothing resets it: a worker that crashed long ago waits as long as one that crashed just now. '.repeat(
        3,
      ),
  ],
];

function answer(prompt) {
  const question = prompt.slice(prompt.lastIndexOf('Question: '));
  const place = name => /[\w./-]+:\d+-\d+/.exec(prompt.slice(prompt.indexOf(`${name}:`) - 'src/'.length))?.[0];
  const [, say] = answers.find(([about]) => about.test(question)) ?? [];
  return say?.(place, prompt) ?? answerFrom(prompt);
}

const fake = await new FakeOllama({ models: [{ ...smollm, name: 'scripted:7b', contextLength: 8192 }], tokenMs: 20, answer }).start(0);
process.stdout.write(`${fake.url}\n`);
