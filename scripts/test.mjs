#!/usr/bin/env node
// Only what every Node since 12 can read: an old one must get the sentence below, not a syntax error.
import { refuseOldNode } from './support/node-version.mjs';

if (!refuseOldNode()) import('./support/test.mjs').then((module) => module.main());
