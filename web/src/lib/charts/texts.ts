export const saveChart = 'Save this chart';
export const saveNamed = (title: string): string => `Save the chart “${title}”`;
export const png = 'Picture (PNG)';
export const svg = 'Drawing (SVG)';
export const csv = 'Table (CSV)';
export const notDrawn = 'The chart isn’t drawn yet. Try again in a moment.';
