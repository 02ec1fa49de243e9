export const canvasMeans = (name: string): string =>
  `${name}. Arrow keys move along the edges, Enter opens, plus and minus zoom.`;
export const zoom = 'Zoom';
export const zoomIn = 'Zoom in';
export const zoomInKey = 'Zoom in (+)';
export const zoomOut = 'Zoom out';
export const zoomOutKey = 'Zoom out (-)';
export const showAllKey = 'Fit to screen (0)';
export const fit = 'Fit';
export const close = 'Close';
export const closeKey = 'Close (Esc)';
