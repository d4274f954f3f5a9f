import type { ExportFile } from '$lib/components/ui/export-file.ts';

/** What a run can be taken home as. */
export function runFiles(id: string): ExportFile[] {
  const href = (file: string): string => `/api/simulations/${id}/${file}`;
  return [
    { href: href('report.html'), title: 'Report', note: 'HTML, one file, reads offline' },
    { href: href('trades.csv'), title: 'Trades', note: 'CSV' },
    { href: href('report.json'), title: 'Everything', note: 'JSON with inputs and trades' },
  ];
}
