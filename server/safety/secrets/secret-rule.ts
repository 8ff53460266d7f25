/** The form of a rule that finds one family of secrets, with its own examples. Types only. */

export interface SecretRule {
  readonly family: string;
  /** One of these stands in every text that the rule can find something in, in capitals or not. */
  readonly near: readonly string[];
  /** Global. The first group, if there is one, is the secret; else the whole match is. */
  readonly pattern: RegExp;
  /** Refuses values that look made up or repeat themselves. On by default. */
  readonly anyValue?: boolean;
  /** The value was chosen by a person: it may be short. */
  readonly password?: boolean;
  /** Texts that hold one; `{r20}` stands for 20 random letters and digits, `{h20}` for hexadecimal ones, `{d20}` for digits, `{A20}` for capitals and digits. */
  readonly match: readonly string[];
  readonly noMatch?: readonly string[];
}
