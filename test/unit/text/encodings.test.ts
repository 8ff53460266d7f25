/** Source files in the encodings that editors wrote before UTF-8. */
import { expect, test } from 'vitest';
import { decode, encodingOf } from '../../../server/text/decode.js';

/** A comment, and its bytes in the encoding, as GNU iconv writes them. */
const comments = [
  ['GBK', '读取配置文件，失败时返回默认值', 'b6c1c8a1c5e4d6c3cec4bcfea3accaa7b0dccab1b7b5bbd8c4acc8cfd6b5'],
  ['GBK', '订单', 'b6a9b5a5'],
  ['GBK', '处理队列中的任务', 'b4a6c0edb6d3c1d0d6d0b5c4c8cecef1'],
  ['GBK', '用户登录', 'd3c3bba7b5c7c2bc'],
  ['BIG5', '讀取設定檔，失敗時傳回預設值', 'c5aaa8fab35da977c0c9a141a5a2b1d1aec9b6c7a65eb977b35dadc8'],
  ['BIG5', '使用者登入', 'a8cfa5ceaaccb56ea44a'],
  ['BIG5', '計算總價', 'ad70bae2c160bbf9'],
  ['SHIFT_JIS', '在庫不足のとき例外を投げる', '8ddd8cc9957391ab82cc82c682ab97e18a4f82f0938a82b082e9'],
  ['SHIFT_JIS', '設定ファイルを読み込む', '90dd92e8837483408343838b82f093c782dd8d9e82de'],
  ['SHIFT_JIS', '合計', '8d878c76'],
  ['EUC-JP', '在庫不足のとき例外を投げる', 'badfb8cbc9d4c2ada4cea4c8a4adcee3b3b0a4f2c5eaa4b2a4eb'],
  ['EUC-JP', '設定ファイルを読み込む', 'c0dfc4eaa5d5a5a1a5a4a5eba4f2c6c9a4dfb9fea4e0'],
  ['EUC-KR', '주문 금액 계산', 'c1d6b9ae20b1ddbed720b0e8bbea'],
  ['EUC-KR', '설정 파일을 읽는다', 'bcb3c1a420c6c4c0cfc0bb20c0d0b4c2b4d9'],
  ['EUC-KR', '사용자', 'bbe7bfebc0da'],
  ['CP1251', 'Загрузка настроек пользователя', 'c7e0e3f0f3e7eae020ede0f1f2f0eee5ea20efeeebfce7eee2e0f2e5ebff'],
  ['CP1251', 'цикл', 'f6e8eaeb'],
  ['CP1251', 'Ошибка: файл не найден', 'cef8e8e1eae03a20f4e0e9eb20ede520ede0e9e4e5ed'],
  ['KOI8-R', 'Загрузка настроек пользователя', 'fac1c7d2d5dacbc120cec1d3d4d2cfc5cb20d0cfccd8dacfd7c1d4c5ccd1'],
  ['KOI8-R', 'цикл по списку', 'c3c9cbcc20d0cf20d3d0c9d3cbd5'],
  ['KOI8-R', 'Ошибка', 'efdbc9c2cbc1'],
  ['ISO-8859-5', 'Загрузка настроек пользователя', 'b7d0d3e0e3d7dad020ddd0e1e2e0ded5da20dfdedbecd7ded2d0e2d5dbef'],
  ['CP866', 'Загрузка настроек пользователя', '87a0a3e0e3a7aaa020ada0e1e2e0aea5aa20afaeabeca7aea2a0e2a5abef'],
  ['ISO-8859-2', 'Załadowanie ustawień użytkownika źle', '5a61b361646f77616e69652075737461776965f12075bf79746b6f776e696b6120bc6c65'],
  ['ISO-8859-2', 'zażółć gęślą jaźń', '7a61bff3b3e62067eab66cb1206a61bcf1'],
  [
    'CP1250',
    'Načtení nastavení uživatele, příliš žluťoučký kůň',
    '4e61e874656eed206e6173746176656eed20759e69766174656c652c2070f8ed6c699a209e6c759d6f75e86bfd206bf9f2',
  ],
  ['CP1250', 'šťastný', '9a9d6173746efd'],
  ['ISO-8859-1', 'Größe prüfen, Vögel zählen', '4772f6df65207072fc66656e2c2056f667656c207ae4686c656e'],
  ['ISO-8859-1', 'générer les données créées', '67e96ee9726572206c657320646f6e6ee96573206372e9e96573'],
  ['ISO-8859-1', 'año', '61f16f'],
  ['ISO-8859-1', 'prêt', '7072ea74'],
  ['CP1252', '“quoted” – it’s naïve', '9371756f7465649420962069749273206e61ef7665'],
  ['ISO-8859-7', 'Υπολογισμός συνόλου', 'd5f0efebefe3e9f3ecfcf220f3f5edfcebeff5'],
  ['CP1254', 'Kullanıcı ayarlarını yükle, değiştir', '4b756c6c616efd63fd20617961726c6172fd6efd2079fc6b6c652c206465f069fe746972'],
  ['CP1255', 'חישוב הסכום הכולל', 'e7e9f9e5e120e4f1ebe5ed20e4ebe5ecec'],
  ['CP1256', 'حساب المجموع الكلي', 'cdd3c7c820c7e1e3cce3e6da20c7e1dfe1ed'],
  ['TIS-620', 'ฟังก์ชันคำนวณราคารวม', 'bfd1a7a1ecaad1b9a4d3b9c7b3c3d2a4d2c3c7c1'],
  ['CP1257', 'Lietuvių kalba šaltinis, ąžuolas', '4c696574757669f8206b616c626120f0616c74696e69732c20e0fe756f6c6173'],
  ['ISO-2022-JP', '在庫不足のとき例外を投げる', '1b24423a5f384b4954422d244e2448242d4e6333302472456a2432246b1b2842'],
] as const;

test.each(comments)('%s: %s', (_encoding, text, hex) => {
  const comment = Buffer.from(hex, 'hex');
  const bytes = Buffer.concat([
    Buffer.from('// '),
    comment,
    Buffer.from('\nint main() {\n  return run(count); /* '),
    comment,
    Buffer.from(' */\n}\n'),
  ]);
  const isAscii = bytes.every(byte => byte < 0x80);
  expect(new TextDecoder().decode(decode(bytes, isAscii))).toBe(`// ${text}\nint main() {\n  return run(count); /* ${text} */\n}\n`);
});
test('UTF-8 with a damaged byte stays UTF-8', () => {
  const bytes = Buffer.concat([Buffer.from('// größe, über, süß\n'), Uint8Array.of(0xff), Buffer.from('x\n')]);
  expect(encodingOf(bytes)).toBe('utf-8');
});
