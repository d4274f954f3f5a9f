import type { IconName } from '$lib/components/ui/Icon.svelte';

export interface Page {
  href: string;
  title: string;
  icon: IconName;
}

export const PAGES: readonly Page[] = [
  { href: '/replay', title: 'Replay', icon: 'replay' },
  { href: '/live', title: 'Live', icon: 'live' },
  { href: '/lab', title: 'Lab', icon: 'lab' },
  { href: '/validate', title: 'Validate', icon: 'target' },
  { href: '/pairs', title: 'Pairs', icon: 'pairs' },
  { href: '/alerts', title: 'Alerts', icon: 'alerts' },
  { href: '/data', title: 'Data', icon: 'data' },
  { href: '/status', title: 'Status', icon: 'pulse' },
];
