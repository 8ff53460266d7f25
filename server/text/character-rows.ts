/**
 * Facts about characters below U+2000 that the tokeniser and its kernel share: capitals and accents folded, marks that are ignored,
 * separators, scripts without spaces, digits. Generated from the Unicode properties of Node 24; both sides read it at start. Also compiled
 * as AssemblyScript, so it holds only strings. Pure data.
 *
 * A row maps each character from its first one on to the letter that it counts as. A capital stays one if `terms.ts` knows its lower case.
 */

/** From U+00C0. */
export const latinRow: string =
  'AAAAAAÆCEEEEIIIIÐNOOOOO\u00d7OUUUUYÞßaaaaaaæceeeeiiiiðnooooo\u00f7ouuuuyþyAaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiĳĳJjKkĸLlLlLlŀŀLlNnNnNnŉŋŋOoOoOoœœRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzſbɓƃƃƅƅɔƈƈɖɗƌƌƍǝəɛƒƒɠɣƕɩIƙƙƚƛɯɲƞɵOoƣƣƥƥʀƨƨʃƪƫƭƭʈUuʊʋƴƴZzʒƹƹƺƻƽƽƾƿǀǁǂǃǆǆǆǉǉǉǌǌǌAaIiOoUuUuUuUuUuǝAaAaÆæǥǥGgKkOoOoʒʒjǳǳǳGgƕƿNnAaÆæOoAaAaEeEeIiIiOoOoRrRrUuUuSsTtȝȝHhƞȡȣȣȥȥAaEeOoOoOoOoYyȴȵȶȷȸȹAȼȼLⱦȿɀɂɂBʉʌɇɇɉɉɋɋɍɍɏɏ';

/** From U+0370. */
export const greekRow: string =
  'ͱͱͳͳʹ\u0375ͷͷ\u0378\u0379ͺͻͼͽ\u037eϳ\u0380\u0381\u0382\u0383\u0384\u0385Α\u0387ΕΗΙ\u038bΟ\u038dΥΩιΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡ\u03a2ΣΤΥΦΧΨΩΙΥαεηιυαβγδεζηθικλμνξοπρσστυφχψωιυουωϗϐϑϒϒϒϕϖϗϙϙϛϛϝϝϟϟϡϡϣϣϥϥϧϧϩϩϫϫϭϭϯϯϰϱϲϳθϵ\u03f6ϸϸϲϻϻϼͻͼͽ';

/** From U+0400. */
export const cyrillicRow: string =
  'ЕЕЂГЄЅІІЈЉЊЋКИУЏАБВГДЕЖЗИИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзииклмнопрстуфхцчшщъыьэюяееђгєѕііјљњћкиуџѡѡѣѣѥѥѧѧѩѩѫѫѭѭѯѯѱѱѳѳѵѵѵѵѹѹѻѻѽѽѿѿҁҁ\u0482\u0483\u0484\u0485\u0486\u0487\u0488\u0489ҋҋҍҍҏҏґґғғҕҕҗҗҙҙққҝҝҟҟҡҡңңҥҥҧҧҩҩҫҫҭҭүүұұҳҳҵҵҷҷҹҹһһҽҽҿҿӏЖжӄӄӆӆӈӈӊӊӌӌӎӎӏАаАаӕӕЕеәәәәЖжЗзӡӡИиИиОоөөөөЭэУуУуУуЧчӷӷЫыӻӻӽӽӿӿԁԁԃԃԅԅԇԇԉԉԋԋԍԍԏԏԑԑԓԓԕԕԗԗԙԙԛԛԝԝԟԟԡԡԣԣԥԥԧԧԩԩԫԫԭԭԯԯ';

/** From U+1E00. */
export const moreLatinRow: string =
  'AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMmMmMmNnNnNnNnOoOoOoOoPpPpRrRrRrRrSsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVvWwWwWwWwWwXxXxYyZzZzZzhtwyẚſẜẝßẟAaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEeEeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYyỻỻỽỽỿỿ';

/** From U+1F00. */
export const moreGreekRow: string =
  'ααααααααΑΑΑΑΑΑΑΑεεεεεε\u1f16\u1f17ΕΕΕΕΕΕ\u1f1e\u1f1fηηηηηηηηΗΗΗΗΗΗΗΗιιιιιιιιΙΙΙΙΙΙΙΙοοοοοο\u1f46\u1f47ΟΟΟΟΟΟ\u1f4e\u1f4fυυυυυυυυ\u1f58Υ\u1f5aΥ\u1f5cΥ\u1f5eΥωωωωωωωωΩΩΩΩΩΩΩΩααεεηηιιοουυωω\u1f7e\u1f7fααααααααΑΑΑΑΑΑΑΑηηηηηηηηΗΗΗΗΗΗΗΗωωωωωωωωΩΩΩΩΩΩΩΩααααα\u1fb5ααΑΑΑΑΑ\u1fbdι\u1fbf\u1fc0\u1fc1ηηη\u1fc5ηηΕΕΗΗΗ\u1fcd\u1fce\u1fcfιιιι\u1fd4\u1fd5ιιΙΙΙΙ\u1fdc\u1fdd\u1fde\u1fdfυυυυρρυυΥΥΥΥΡ\u1fed\u1fee\u1fef\u1ff0\u1ff1ωωω\u1ff5ωωΟΟΩΩΩ\u1ffd\u1ffe\u1fff';

/** Letters and what they count as, one pair after the other: forms of Arabic letters, letters with a nukta, Armenian and Georgian capitals. */
export const letterPairs: string =
  '\u0622\u0627\u0623\u0627\u0625\u0627\u0671\u0627\u0649\u064a\u06cc\u064a\u06a9\u0643\u0629\u0647\u0624\u0648\u0626\u064a\u0929\u0928\u0931\u0930\u0934\u0933\u0958\u0915\u0959\u0916\u095a\u0917\u095b\u091c\u095c\u0921\u095d\u0922\u095e\u092b\u095f\u092f\u09dc\u09a1\u09dd\u09a2\u09df\u09af\u0a33\u0a32\u0a36\u0a38\u0a59\u0a16\u0a5a\u0a17\u0a5b\u0a1c\u0a5e\u0a2b\u0b5c\u0b21\u0b5d\u0b22\u0531\u0561\u0532\u0562\u0533\u0563\u0534\u0564\u0535\u0565\u0536\u0566\u0537\u0567\u0538\u0568\u0539\u0569\u053a\u056a\u053b\u056b\u053c\u056c\u053d\u056d\u053e\u056e\u053f\u056f\u0540\u0570\u0541\u0571\u0542\u0572\u0543\u0573\u0544\u0574\u0545\u0575\u0546\u0576\u0547\u0577\u0548\u0578\u0549\u0579\u054a\u057a\u054b\u057b\u054c\u057c\u054d\u057d\u054e\u057e\u054f\u057f\u0550\u0580\u0551\u0581\u0552\u0582\u0553\u0583\u0554\u0584\u0555\u0585\u0556\u0586\u10a0\u2d00\u10a1\u2d01\u10a2\u2d02\u10a3\u2d03\u10a4\u2d04\u10a5\u2d05\u10a6\u2d06\u10a7\u2d07\u10a8\u2d08\u10a9\u2d09\u10aa\u2d0a\u10ab\u2d0b\u10ac\u2d0c\u10ad\u2d0d\u10ae\u2d0e\u10af\u2d0f\u10b0\u2d10\u10b1\u2d11\u10b2\u2d12\u10b3\u2d13\u10b4\u2d14\u10b5\u2d15\u10b6\u2d16\u10b7\u2d17\u10b8\u2d18\u10b9\u2d19\u10ba\u2d1a\u10bb\u2d1b\u10bc\u2d1c\u10bd\u2d1d\u10be\u2d1e\u10bf\u2d1f\u10c0\u2d20\u10c1\u2d21\u10c2\u2d22\u10c3\u2d23\u10c4\u2d24\u10c5\u2d25\u1c90\u10d0\u1c91\u10d1\u1c92\u10d2\u1c93\u10d3\u1c94\u10d4\u1c95\u10d5\u1c96\u10d6\u1c97\u10d7\u1c98\u10d8\u1c99\u10d9\u1c9a\u10da\u1c9b\u10db\u1c9c\u10dc\u1c9d\u10dd\u1c9e\u10de\u1c9f\u10df\u1ca0\u10e0\u1ca1\u10e1\u1ca2\u10e2\u1ca3\u10e3\u1ca4\u10e4\u1ca5\u10e5\u1ca6\u10e6\u1ca7\u10e7\u1ca8\u10e8\u1ca9\u10e9\u1caa\u10ea\u1cab\u10eb\u1cac\u10ec\u1cad\u10ed\u1cae\u10ee\u1caf\u10ef\u1cb0\u10f0\u1cb1\u10f1\u1cb2\u10f2\u1cb3\u10f3\u1cb4\u10f4\u1cb5\u10f5\u1cb6\u10f6\u1cb7\u10f7\u1cb8\u10f8\u1cb9\u10f9\u1cba\u10fa';

/** First and last characters of ranges: accents, vowel points and joiners, which neither end a word nor belong to it. */
export const ignoredRanges: string =
  '\u00ad\u00ad\u0300\u036f\u0483\u0489\u0591\u05bd\u05bf\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u05c7\u0610\u061a\u061c\u061c\u0640\u0640\u064b\u065f\u0670\u0670\u06d6\u06dd\u06df\u06e4\u06e7\u06e8\u06ea\u06ed\u093c\u093c\u09bc\u09bc\u0a3c\u0a3c\u0abc\u0abc\u0b3c\u0b3c\u0cbc\u0cbc\u1ab0\u1aff\u1dc0\u1dff';

/** Ranges of punctuation and symbols. */
export const separatorRanges: string =
  '\u00ab\u00ac\u00ae\u00b1\u00b4\u00b4\u00b6\u00b8\u00bb\u00bb\u00bf\u00bf\u00d7\u00d7\u00f7\u00f7\u02c2\u02c5\u02d2\u02df\u02e5\u02eb\u02ed\u02ed\u02ef\u02ff\u0375\u0375\u037e\u037e\u0384\u0385\u0387\u0387\u03f6\u03f6\u0482\u0482\u055a\u055f\u0589\u058a\u058d\u058f\u05be\u05be\u05c0\u05c0\u05c3\u05c3\u05c6\u05c6\u05f3\u05f4\u0606\u060f\u061b\u061b\u061d\u061f\u066a\u066d\u06d4\u06d4\u06de\u06de\u06e9\u06e9\u06fd\u06fe\u0700\u070d\u07f6\u07f9\u07fe\u07ff\u0830\u083e\u085e\u085e\u0888\u0888\u0964\u0965\u0970\u0970\u09f2\u09f3\u09fa\u09fb\u09fd\u09fd\u0a76\u0a76\u0af0\u0af1\u0b70\u0b70\u0bf3\u0bfa\u0c77\u0c77\u0c7f\u0c7f\u0c84\u0c84\u0d4f\u0d4f\u0d79\u0d79\u0df4\u0df4\u0e3f\u0e3f\u0e4f\u0e4f\u0e5a\u0e5b\u0f01\u0f17\u0f1a\u0f1f\u0f34\u0f34\u0f36\u0f36\u0f38\u0f38\u0f3a\u0f3d\u0f85\u0f85\u0fbe\u0fc5\u0fc7\u0fcc\u0fce\u0fda\u104a\u104f\u109e\u109f\u10fb\u10fb\u1360\u1368\u1390\u1399\u1400\u1400\u166d\u166e\u1680\u1680\u169b\u169c\u16eb\u16ed\u1735\u1736\u17d4\u17d6\u17d8\u17db\u1800\u180a\u1940\u1940\u1944\u1945\u19de\u19ff\u1a1e\u1a1f\u1aa0\u1aa6\u1aa8\u1aad\u1b4e\u1b4f\u1b5a\u1b6a\u1b74\u1b7f\u1bfc\u1bff\u1c3b\u1c3f\u1c7e\u1c7f\u1cc0\u1cc7\u1cd3\u1cd3\u1fbd\u1fbd\u1fbf\u1fc1\u1fcd\u1fcf\u1fdd\u1fdf\u1fed\u1fef\u1ffd\u1ffe';

/** Ranges of scripts that are written without spaces: Thai, Lao, Burmese, Khmer. Their words are found by pairs of characters. */
export const pairRanges: string = '\u0e00\u0eff\u1000\u109f\u1780\u17ff\u19e0\u19ff';

/** The zero of each set of ten digits. */
export const zeros: string =
  '\u0660\u06f0\u07c0\u0966\u09e6\u0a66\u0ae6\u0b66\u0be6\u0c66\u0ce6\u0d66\u0de6\u0e50\u0ed0\u0f20\u1040\u1090\u17e0\u1810\u1946\u19d0\u1a80\u1a90\u1b50\u1bb0\u1c40\u1c50';
