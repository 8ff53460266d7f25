/** Words that belong to the form of a question and not to its subject. Pure data; lower case. */
export const stopWords: ReadonlySet<string> = new Set(
  (
    'a about above across after again against all also am an and any are as at be because been before being below between both but by ' +
    'can could did do does doing done down during each either else ever every for from further get gets getting give given gives go ' +
    'goes going had has have having he her here hers him his how however i if in instead into is it its itself just let like look ' +
    'looks made make makes many may me might mine more most much must my need needs neither no nor not now of off on once one only ' +
    'onto or other our ours out over own per please same she should show so some such than that the their theirs them then there ' +
    'these they this those through thus to too under until up upon us use used uses using via was we were what when where whether which ' +
    'while who whom whose why will with within without would you your yours find work works working happen happens tell explain describe'
  ).split(' '),
);
