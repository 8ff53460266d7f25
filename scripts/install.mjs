#!/usr/bin/env node
/** `node scripts/install.mjs`: installs what the other commands install when they are first run. */
import { ensureInstalled } from './ensure-ready.mjs';

ensureInstalled();
