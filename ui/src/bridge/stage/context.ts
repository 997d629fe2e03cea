// How a tile, wherever it stands in the page, finds the stage it lies on.
import { createContext } from 'svelte';
import type { Attachment } from 'svelte/attachments';
import type { Source } from '../backend.ts';

export type Stage = {
  /** Makes an element a hole through which this picture is seen. */
  picture: (source: () => Source, fit: 'cover' | 'contain') => Attachment<HTMLElement>;
};

export const [getStage, setStage] = createContext<Stage>();
