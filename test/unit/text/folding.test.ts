/** Case, accents and scripts: what is typed in one form is found in another. */
import { expect, test } from 'vitest';
import { termsOf } from '../../../server/search/query/query-terms.js';
import { aSearch } from '../../kit/a-search.js';

const terms = (text: string): readonly number[] => {
  const found: number[] = [];
  termsOf(text, (term, isPart) => void (isPart && found.push(term)));
  return found;
};

test.each([
  ['Łódź', 'lodz'],
  ['ŁÓDŹ', 'łódź'],
  ['İSTANBUL', 'istanbul'],
  ['ÉCOLE', 'école'],
  ['e\u0301cole', 'école'],
  ['ΆΝΘΡΩΠΟΣ', 'άνθρωπος'],
  ['ЁЛКА', 'елка'],
  ['и\u0306', 'й'],
  ['Őrült', 'orult'],
  ['Việt', 'viet'],
  ['Şükrü', 'sukru'],
  ['ＦＵＬＬ１', 'full1'],
  ['Հայերեն', 'հայերեն'],
  ['شَرِكَة', 'شركة'],
  ['أحمد', 'احمد'],
  ['می\u200cروم', 'میروم'],
  ['שָׁלוֹם', 'שלום'],
  ['क\u093c', 'क'],
  ['٤٢x', '42x'],
  ['soft\u00adhyphen', 'softhyphen'],
])('%s and %s are the same term', (a, b) => expect(terms(a)).toEqual(terms(b)));

test.each([
  ['घर', 'घार'],
  ['ñandú', 'nandx'],
  ['ไทย', 'ไทร'],
])('%s and %s are different terms', (a, b) => expect(terms(a)).not.toEqual(terms(b)));

test('quotation marks and full-width punctuation end a word', () => {
  expect(terms('«слово»')).toEqual(terms('слово'));
  expect(terms('alpha：beta')).toEqual([...terms('alpha'), ...terms('beta')]);
  expect(terms('नमस्ते।')).toEqual(terms('नमस्ते'));
});

const memory = aSearch(
  new Map([
    ['hindi.py', '# कुल मूल्य की गणना करता है\ndef a(): pass\n'],
    ['thai.py', '# ฟังก์ชันคำนวณราคารวมทั้งหมด\ndef b(): pass\n'],
    ['lao.py', '# ຄິດໄລ່ລາຄາລວມ\ndef c(): pass\n'],
    ['khmer.py', '# គណនាតម្លៃសរុប\ndef d(): pass\n'],
    ['arabic.py', '# حِساب المجموع الكلي للطلب\ndef e(): pass\n'],
    ['hebrew.py', '# חישוב הסכום הכולל\ndef f(): pass\n'],
    ['greek.py', '# Υπολογισμός συνόλου\ndef g(): pass\n'],
    ['turkish.py', '# TOPLAM TUTARI HESAPLAR, İÇERİK\ndef h(): pass\n'],
    ['polish.py', '# Miasto ŁÓDŹ i ŻÓŁĆ\ndef i(): pass\n'],
    ['mixed.py', '# 使用 RedisCache 缓存订单 données\ndef j(): pass\n'],
    ['tamil.py', '# மொத்த விலை கணக்கீடு\ndef k(): pass\n'],
    ['vietnamese.py', '# Tính tổng giá trị đơn hàng\ndef l(): pass\n'],
  ]),
  { withModel: false },
);
test.each([
  ['मूल्य गणना', 'hindi.py'],
  ['ราคารวม', 'thai.py'],
  ['ລາຄາລວມ', 'lao.py'],
  ['តម្លៃ', 'khmer.py'],
  ['حساب المجموع', 'arabic.py'],
  ['הסכום', 'hebrew.py'],
  ['υπολογισμος', 'greek.py'],
  ['içerik', 'turkish.py'],
  ['żółć', 'polish.py'],
  ['lodz', 'polish.py'],
  ['rediscache订单', 'mixed.py'],
  ['donnees', 'mixed.py'],
  ['விலை', 'tamil.py'],
  ['tong gia tri', 'vietnamese.py'],
])('%s finds %s', (query, path) => expect(memory.search(query)[0]?.path).toBe(path));
