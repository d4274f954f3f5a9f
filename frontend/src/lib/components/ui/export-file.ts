/** A file that can be taken home. */
export interface ExportFile {
  href: string;
  /** Its name on the disk; left out where the server gives it one. */
  download?: string;
  title: string;
  note: string;
}
