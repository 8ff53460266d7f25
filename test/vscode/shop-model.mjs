/**
 * The fake Ollama with answers about the shop, as a process: it prints its address. It is slow, a token every 20 ms, so that a stop meets a running answer.
 * What it says of a place, it cites as the prompt spells that place.
 */
import { answerFrom, FakeOllama, smollm } from '../kit/fake-ollama.ts';

const answers = [
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
  return say?.(place) ?? answerFrom(prompt);
}

const fake = await new FakeOllama({ models: [{ ...smollm, name: 'scripted:7b', contextLength: 8192 }], tokenMs: 20, answer }).start(0);
process.stdout.write(`${fake.url}\n`);
