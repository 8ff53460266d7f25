/** Source files in the encodings that editors wrote before UTF-8. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { decode, encodingOf } from '../../../server/text/decode.js';

const hasIconv = spawnSync('iconv', ['--version']).status === 0;

const comments: Readonly<Record<string, readonly string[]>> = {
  GBK: ['读取配置文件，失败时返回默认值', '订单', '处理队列中的任务', '用户登录'],
  BIG5: ['讀取設定檔，失敗時傳回預設值', '使用者登入', '計算總價'],
  SHIFT_JIS: ['在庫不足のとき例外を投げる', '設定ファイルを読み込む', '合計'],
  'EUC-JP': ['在庫不足のとき例外を投げる', '設定ファイルを読み込む'],
  'EUC-KR': ['주문 금액 계산', '설정 파일을 읽는다', '사용자'],
  CP1251: ['Загрузка настроек пользователя', 'цикл', 'Ошибка: файл не найден'],
  'KOI8-R': ['Загрузка настроек пользователя', 'цикл по списку', 'Ошибка'],
  'ISO-8859-5': ['Загрузка настроек пользователя'],
  CP866: ['Загрузка настроек пользователя'],
  'ISO-8859-2': ['Załadowanie ustawień użytkownika źle', 'zażółć gęślą jaźń'],
  CP1250: ['Načtení nastavení uživatele, příliš žluťoučký kůň', 'šťastný'],
  'ISO-8859-1': ['Größe prüfen, Vögel zählen', 'générer les données créées', 'año', 'prêt'],
  CP1252: ['“quoted” – it’s naïve'],
  'ISO-8859-7': ['Υπολογισμός συνόλου'],
  CP1254: ['Kullanıcı ayarlarını yükle, değiştir'],
  CP1255: ['חישוב הסכום הכולל'],
  CP1256: ['حساب المجموع الكلي'],
  'TIS-620': ['ฟังก์ชันคำนวณราคารวม'],
  CP1257: ['Lietuvių kalba šaltinis, ąžuolas'],
  'ISO-2022-JP': ['在庫不足のとき例外を投げる'],
};

const rows = Object.entries(comments).flatMap(([encoding, texts]) => texts.map(text => [encoding, text] as const));
test.skipIf(!hasIconv).each(rows)('%s: %s', (encoding, text) => {
  const source = `// ${text}\nint main() {\n  return run(count); /* ${text} */\n}\n`;
  const bytes = spawnSync('iconv', ['-f', 'UTF-8', '-t', encoding], { input: source }).stdout;
  const isAscii = bytes.every(byte => byte < 0x80);
  expect({ text: new TextDecoder().decode(decode(bytes, isAscii)), as: encodingOf(bytes) }).toMatchObject({ text: source });
});
test('UTF-8 with a damaged byte stays UTF-8', () => {
  const bytes = Buffer.concat([Buffer.from('// größe, über, süß\n'), Uint8Array.of(0xff), Buffer.from('x\n')]);
  expect(encodingOf(bytes)).toBe('utf-8');
});
