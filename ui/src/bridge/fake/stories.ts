// View models in every state: what the screen has to be able to show. Stories stand beside the features they are of.
import type { ViewModel } from '../types.ts';

export type Story = () => ViewModel;

const files = import.meta.glob<{ default: Record<string, Story> }>('../../features/*/*.stories.ts', { eager: true });

export const stories: Record<string, Story> = Object.assign({}, ...Object.values(files).map((file) => file.default));
