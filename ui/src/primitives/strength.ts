// How hard a passphrase is to guess, roughly, to be told while it is typed. A hint and no gate: the program refuses only
// what is too short.

export type Strength = 'short' | 'weak' | 'fair' | 'good';

/** The fewest characters that the program takes (`PASSPHRASE_MIN`). */
export const SHORTEST = 8;

const RUNS = ['abcdefghijklmnopqrstuvwxyz', '01234567890', '09876543210', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'azertyuiop', 'йцукенгшщзхъ', 'фывапролджэ'];

/** By how much a guesser has to try: what repeats or runs on counts once, and words count more than their letters. */
export function strength(text: string): Strength {
  const letters = [...text.normalize('NFC')];
  if (letters.length < SHORTEST) return 'short';
  const lower = text.normalize('NFC').toLowerCase();
  const plain = [...lower];
  // A letter that goes on from the one before it, on the keyboard, in the alphabet or as itself, is no news.
  const news = plain.filter((letter, index) => {
    const before = plain[index - 1];
    return before === undefined || (letter !== before && !RUNS.some((run) => run.includes(before + letter)));
  });
  const distinct = new Set(news).size;
  const words = new Set(lower.split(/[\s\-_.,;:/]+/).filter((word) => [...word].length >= 3)).size;
  // Scripts with thousands of characters say more with each.
  const dense = plain.filter((letter) => /\p{Script=Han}/u.test(letter)).length;
  const worth = Math.min(news.length, 2 * distinct) + dense;
  if (distinct < 5 && dense < 4) return 'weak';
  if (worth >= 16 && (words >= 4 || distinct + dense >= 10)) return 'good';
  return worth >= 11 ? 'fair' : 'weak';
}
