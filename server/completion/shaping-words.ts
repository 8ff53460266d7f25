/** Words that give code its shape, in all languages together: they are compared as they are where other words may differ. Pure data. */
export const keywords: ReadonlySet<string> = new Set(
  (
    'abstract alias and as assert async await base begin bool boolean break byte case catch char class companion const constexpr continue cond data def default ' +
    'defer defmodule defp del delete do done double elif else elsif end enum ensure except expect explicit export extends extern false fi final finally fixed float fn ' +
    'for foreach from fun func function get global go goto guard if impl implements import in include inline int interface internal is isinstance it lambda let ' +
    'local long loop macro match mixin mod module move mut namespace native new next nil none None not null object of open operator or out override package pass ' +
    'private protected protocol pub public raise range readonly ref register require rescue return sealed select self Self set short signed sizeof static ' +
    'str string String struct super switch template test then this throw throws trait true True False try type typealias typedef typename typeof undefined union unless ' +
    'unsafe unsigned until use using val var virtual void volatile when where while with yield'
  ).split(' '),
);
