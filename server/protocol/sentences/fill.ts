/**
 * Fills the placeholders of a sentence. `{name}` takes a value; `{n, plural, one [# file] other [# files]}` takes the form that the
 * language
 * uses for the number, with `#` for the number itself. This is the plural of ICU's MessageFormat, with brackets so that a placeholder ends
 * at
 * its first brace. Numbers are formatted for the locale; what is not a quantity (a status, a port) is passed as a string. Pure.
 */

export type Scalar = string | number;

type HolesOf<Text extends string> = Text extends `${string}{${infer Hole}}${infer Rest}` ? Hole | HolesOf<Rest> : never;
type CountsOf<Hole extends string> = Hole extends `${infer Name}, plural, ${string}` ? Name : never;
type NamesOf<Hole extends string> = Hole extends `${string}, ${string}` ? never : Hole;

/** The values that a sentence needs, read by the compiler from its text: numbers for its plurals, `Value` for the rest. */
export type ArgsOf<Text extends string, Value> = {
  readonly [Name in Exclude<NamesOf<HolesOf<Text>>, CountsOf<HolesOf<Text>>>]: Value;
} & { readonly [Name in CountsOf<HolesOf<Text>>]: number };

/** The parameters after a sentence's name: none if the sentence has no placeholders. */
export type RestOf<Text extends string, Value> = [HolesOf<Text>] extends [never] ? [] : [args: ArgsOf<Text, Value>];

/** The names of the sentences that need no values. */
export type PlainKeyOf<Table extends Readonly<Record<string, string>>> = {
  [Key in keyof Table]: [HolesOf<Table[Key]>] extends [never] ? Key : never;
}[keyof Table];

const holes = /\{(\w+)(?:, plural, ([^{}]*))?\}/g;
const forms = /(\w+) \[([^\]]*)\]/g;

/** A placeholder without a value is left as it is. Fills in one pass, so that braces inside a value are never filled. */
export function fill(text: string, args: Readonly<Record<string, Scalar>>, locale: string): string {
  return text.replaceAll(holes, (hole, name: string, plural: string | undefined) => {
    const value = Object.hasOwn(args, name) ? args[name] : undefined;
    if (value === undefined) return hole;
    if (plural === undefined) return typeof value === 'number' ? numberIn(locale, value) : value;
    return pluralForm(plural, Number(value), locale).replaceAll('#', () => numberIn(locale, Number(value)));
  });
}

function pluralForm(plural: string, n: number, locale: string): string {
  const category = pluralRulesOf(locale).select(n);
  const byCategory = new Map([...plural.matchAll(forms)].map(([, name, form]) => [name, form]));
  return byCategory.get(category) ?? byCategory.get('other') ?? '';
}

const numberIn = (locale: string, n: number): string => numberFormatOf(locale).format(n);
const numberFormatOf = kept(locale => new Intl.NumberFormat(locale));
const pluralRulesOf = kept(locale => new Intl.PluralRules(locale));

/** Caches Intl's objects, which cost more to make than to use. */
function kept<T>(make: (locale: string) => T): (locale: string) => T {
  const known = new Map<string, T>();
  return locale => {
    const found = known.get(locale) ?? make(locale);
    known.set(locale, found);
    return found;
  };
}
