import { layeredLayout, type LayoutInput } from './layered-layout.ts';

onmessage = ({ data }: MessageEvent<LayoutInput>) => {
  postMessage(layeredLayout(data));
};
