export * from './report-page.ts';
export * from './trades-csv.ts';
