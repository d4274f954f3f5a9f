import type { ExportFile } from '$lib/components/ui/export-file.ts';

/** What a dataset can be taken home as. */
export function datasetFiles(name: string): ExportFile[] {
  const zip = (format: string): Pick<ExportFile, 'href' | 'download'> => ({
    href: `/api/datasets/${name}/export?format=${format}`,
    download: `${name}-${format}.zip`,
  });
  return [
    {
      ...zip('parquet'),
      title: 'Parquet, zipped',
      note: 'the dataset as it is; imports again with its digest',
    },
    {
      ...zip('csv'),
      title: 'CSV, zipped',
      note: 'one file a lane; every number reads back as the same bits',
    },
  ];
}
