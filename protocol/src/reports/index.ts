export * from './report-markdown.ts';
export * from './report-sentence.ts';
export * from './report-words.ts';
