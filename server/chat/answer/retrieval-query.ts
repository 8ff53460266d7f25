/** Decides what to search for a question. Pure. */

/** Words that carry no topic of their own. */
const empty = new Set(
  "a an and are as be but by can could did do does explain for from give go has have how i if in is it its me more of on or please show so that the their them then there these they this those to was we what when where which who why will with would you your about again else it's".split(
    ' ',
  ),
);
/** A follow-up with fewer words of its own relies on the question before it ("and where is it called?"). */
const enoughWords = 3;

export function retrievalQuery(question: string, before: string | undefined): string {
  if (before === undefined) return question;
  const words = question.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  const own = words.filter(word => !empty.has(word));
  return own.length >= enoughWords ? question : `${question}\n${before}`;
}
