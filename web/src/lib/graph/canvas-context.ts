import { createContext, type Snippet } from 'svelte';

/** What a box on the canvas asks of it. */
export type CanvasBoxes = {
  draw: () => Snippet<[id: string]>;
  /** The box in one sentence. */
  label: (id: string) => string;
  isOpen: (id: string) => boolean;
  open: (id: string) => void;
  pointAt: (id: string | null) => void;
};

export const [useCanvas, provideCanvas] = createContext<CanvasBoxes>();
