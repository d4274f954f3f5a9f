#!/usr/bin/env node
// Only what every Node since 12 can read: an old one must get the sentence below, not a syntax error.
import { existsSync } from 'fs';
import './inlining.mjs';

const [major, minor] = process.versions.node.split('.').map(Number);
const main = new URL('../dist/cli/main.js', import.meta.url);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Hindcast needs Node 20.19 or newer, and this is Node ${process.versions.node}: see https://nodejs.org.`,
  );
  process.exitCode = 2;
} else if (!existsSync(main)) {
  console.error('Hindcast is not built yet: run `npm run build` in its folder first.');
  process.exitCode = 2;
} else {
  import(main.href).then((module) => module.main());
}
