import { it } from "vitest";
import { chromium } from 'playwright-core';
import { Person, desktop, phone } from './person';
it("try", async () => {
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const url = 'http://localhost:7070';
const ana = await Person.arrive(browser, url, desktop);
try {
  await ana.create('ana' + (Date.now() % 100000), 'correct horse battery');
  console.log('created', ana.handle);
  await ana.live(); console.log('live');
  await ana.picture('try-home');
  const bo = await Person.arrive(browser, url, phone);
  await bo.create('bo' + (Date.now() % 100000), 'correct horse battery');
  await bo.live();
  await ana.startChat(bo.handle);
  await ana.say('hello bo');
  await bo.openChat(ana.handle);
  await bo.sees('hello bo');
  await bo.say('hello ana');
  await ana.sees('hello ana');
  await new Promise(r=>setTimeout(r,3000));
  console.log(await ana.log.getByRole('article').evaluateAll(a=>a.map(x=>x.getAttribute('aria-label'))));
  console.log(await bo.log.getByRole('article').evaluateAll(a=>a.map(x=>x.getAttribute('aria-label'))));
  await ana.picture('try-chat'); await bo.picture('try-chat');
  console.log(await ana.axe('chat'), await bo.axe('chat'));
  console.log(ana.faults, bo.faults);
} catch (e) { console.log(String(e)); await ana.page.screenshot({path:'/tmp/fail.png'}); console.log(ana.faults); }
await browser.close();
}, 200000);
