// A fresh Chromium, and a page in it that writes down every error, every refused load and every request to elsewhere.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export async function openBrowser(options = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'wick-browser-'));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath, args: flags, headless: true, viewport: { width: 1600, height: 900 }, colorScheme: 'dark', reducedMotion: 'reduce', ...options,
  });
  const close = async () => { await context.close(); await rm(folder, { recursive: true, force: true }); };
  return { context, close };
}

export async function openPage(context, home, { place = '', prepare } = {}) {
  const page = await context.newPage();
  const heard = { errors: [], violations: [], elsewhere: [] };
  page.on('pageerror', (error) => heard.errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') heard.errors.push(message.text());
    if (/content security policy/i.test(message.text())) heard.violations.push(message.text());
  });
  page.on('request', (request) => { if (new URL(request.url()).origin !== new URL(home).origin && !/^(data|blob):/.test(request.url())) heard.elsewhere.push(request.url()); });
  await page.addInitScript(() => {
    window.refusals = [];
    document.addEventListener('securitypolicyviolation', (event) => window.refusals.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  if (prepare) await prepare(page);
  await page.goto(`${home}/${place}`);
  return { page, heard };
}

export const drawn = (page) => page.waitForFunction(() => window.wick?.slots.length > 50 && document.getElementById('loading').hidden, null, { timeout: 20_000 });
