// What is told of passphrases.
import { expect, it } from 'vitest';
import { strength } from './strength.ts';

it.each([
  ['', 'short'],
  ['1234567', 'short'],
  ['ééééééé', 'short'],
  ['12345678', 'weak'],
  ['aaaaaaaaaaaaaaaaaaaaaaaa', 'weak'],
  ['abcabcabcabcabcabcabc', 'weak'],
  ['qwertyuiopasdfghjkl', 'weak'],
  ['password', 'weak'],
  ['moss tabl', 'weak'],
  ['Kd83-xqa-L2v', 'fair'],
  ['correct horse battery staple', 'good'],
  ['окно берег тётка молоко', 'good'],
  ['بحر نافذة قلم حصان', 'good'],
  ['山河大海明月清风', 'good'],
  ['8fK!wq29Zt-pLx4mV', 'good'],
])('%s: %s', (text, wanted) => expect(strength(text)).toBe(wanted));

it('counts characters as the program does', () => {
  // Seven letters that a keyboard may write as fourteen code points.
  expect(strength('e\u0301'.repeat(7))).toBe('short');
});
