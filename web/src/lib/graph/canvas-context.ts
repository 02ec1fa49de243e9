import { createContext, type Snippet } from 'svelte';

type CanvasBoxes = {
  draw: () => Snippet<[id: string]>;
  label: (id: string) => string;
  isOpen: (id: string) => boolean;
  open: (id: string) => void;
  pointAt: (id: string | null) => void;
};

export const [useCanvas, provideCanvas] = createContext<CanvasBoxes>();
