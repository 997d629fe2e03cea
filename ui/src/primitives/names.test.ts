// Names are shortened at their own end and isolated from the text around.
import { expect, it } from 'vitest';
import { initials } from './names.ts';

it.each([
  ['Retno Wibowo', 'RW'],
  ['Pieter van Wyk', 'PW'],
  ['Александра Ивановна Петрова', 'АП'],
  ['司马相如', '司'],
  ['عبد الرحمن', 'ع'],
  ['Élodie', 'É'],
  ['  ', ''],
  ['', ''],
  ['— Ana', 'A'],
  ['e\u0301lan vital', 'E\u0301V'],
])('the initials of %j are %j', (name, expected) => {
  expect(initials(name)).toBe(expected);
});
