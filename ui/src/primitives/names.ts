// How names are shortened for a plate without a picture.

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const first = (word: string): string => [...segmenter.segment(word)][0]?.segment ?? '';

/** Two initials in the alphabets where they are usual (`RW`, `СК`), else the first character (`王`, `س`). */
export function initials(name: string): string {
  const words = name.trim().split(/[\s\u00A0]+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const head = words[0];
  if (head === undefined) return '';
  const tail = words.at(-1) ?? head;
  if (words.length > 1 && /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u.test(head)) {
    return (first(head) + first(tail)).toLocaleUpperCase();
  }
  return first(head).toLocaleUpperCase();
}
