import { escape, heading, type Screen, thread, visit } from './way';

export const chats: Screen[] = [
  {
    name: 'chats-empty', title: 'Chats, nobody yet', who: 'fresh',
    async show({ page }) {
      await visit(page, '/chats');
      await page.getByText('No chats yet').waitFor();
    },
  },
  {
    name: 'chats', title: 'Chats', who: 'ana',
    async show({ page }) {
      await visit(page, '/chats');
      await page.getByRole('link', { name: /jonas/ }).first().waitFor();
    },
  },
  {
    name: 'requests', title: 'Requests of strangers', who: 'ana',
    async show({ page }) {
      await visit(page, '/chats');
      await page.getByRole('button', { name: /^Requests/ }).click();
      await page.getByRole('link', { name: /lena/ }).first().waitFor();
    },
    hide: async ({ page }) => page.getByRole('button', { name: 'All', exact: true }).click(),
  },
  {
    name: 'request', title: 'A request', who: 'ana',
    async show(person) {
      await visit(person.page, '/chats/lena');
      await person.page.getByRole('button', { name: 'Accept' }).waitFor();
      await person.log.getByRole('article').first().waitFor();
    },
  },
  {
    name: 'request-block', title: 'Block somebody', who: 'ana',
    async show({ page }) {
      await visit(page, '/chats/nils');
      await page.getByRole('button', { name: 'Block', exact: true }).click();
      await heading(page, 'Block nils?');
    },
    hide: escape,
  },
  {
    name: 'chats-start', title: 'Start a chat', who: 'ana',
    async show({ page }) {
      await visit(page, '/chats');
      await page.getByRole('textbox', { name: 'Start a chat by handle or handle@server' }).fill('sam');
      await page.getByRole('button', { name: 'Start chat' }).waitFor();
    },
    hide: async ({ page }) => void (await page.getByRole('textbox', { name: 'Start a chat by handle or handle@server' }).fill('')),
  },
  { name: 'thread', title: 'A chat', who: 'ana', show: (person) => thread(person, 'mira') },
  { name: 'thread-rtl', title: 'A chat in two scripts', who: 'ana', show: (person) => thread(person, 'yusuf') },
  {
    name: 'thread-reply', title: 'A reply', who: 'ana',
    async show(person) {
      await thread(person, 'mira');
      await person.message('half-price ticket').focus();
      await person.page.keyboard.press('r');
      await person.composer.fill('Half price is fair, he eats half of my sandwich anyway');
    },
    async hide(person) {
      await person.composer.fill('');
      await person.page.keyboard.press('Escape');
    },
  },
  {
    name: 'emoji', title: 'Emoji picker', who: 'ana',
    async show(person) {
      await thread(person, 'mira');
      await person.page.getByRole('button', { name: 'Emoji', exact: true }).click();
      await person.page.getByRole('textbox', { name: 'Search emoji' }).or(person.page.getByRole('searchbox', { name: 'Search emoji' })).or(person.page.getByRole('combobox', { name: 'Search emoji' })).waitFor();
    },
  },
  {
    name: 'thread-changed', title: 'A chat with somebody whose devices changed', who: 'ana',
    async show(person) {
      await visit(person.page, '/chats/jonas');
      await person.log.getByText('The devices of jonas changed.').waitFor();
    },
  },
  {
    name: 'find', title: 'Find in a chat', who: 'ana',
    async show(person) {
      await thread(person, 'mira');
      await person.page.getByRole('button', { name: 'Find in this chat' }).click();
      await person.page.getByPlaceholder('Find', { exact: true }).fill('path');
      await person.page.getByText(/^1 of /).waitFor();
    },
  },
  {
    name: 'message-menu', title: 'Actions of a message', who: 'ana',
    async show(person) {
      await thread(person, 'mira');
      await person.message('half-price ticket').focus();
      await person.page.keyboard.press('Shift+F10');
      await person.page.getByRole('menuitem').first().waitFor();
    },
  },
  {
    name: 'message-details', title: 'Details of a message', who: 'ana',
    async show(person) {
      await thread(person, 'mira');
      await person.message('See you at the station!').focus();
      await person.page.keyboard.press('Shift+F10');
      await person.page.getByRole('menuitem', { name: 'Message details' }).click();
      await person.page.getByRole('dialog').getByText('At the server').waitFor();
    },
    hide: escape,
  },
  {
    name: 'switcher', title: 'Go anywhere', who: 'ana',
    async show({ page }) {
      await visit(page, '/chats');
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Go to' }).fill('s');
      await page.getByRole('option').first().waitFor();
    },
    hide: escape,
  },
  {
    name: 'shortcuts', title: 'Keyboard shortcuts', who: 'ana',
    async show({ page }) {
      await visit(page, '/chats');
      await page.keyboard.press('Control+/');
      await heading(page, 'Keyboard shortcuts');
    },
    hide: escape,
  },
  {
    name: 'stranger', title: 'Somebody there is no chat with', who: 'ana',
    async show({ page }) {
      await visit(page, '/chats/sam');
      await page.getByText('You have no chat with this person yet.').waitFor();
    },
  },
  {
    name: 'stranger-missing', title: 'Nobody of that name', who: 'ana',
    async show({ page }) {
      await visit(page, '/chats/nobody-here');
      await heading(page, 'Nobody to chat with here');
    },
  },
  {
    name: 'offline', title: 'Without a connection', who: 'ana',
    async show(person, world) {
      await world.node.kill();
      await thread(person, 'pia');
      await person.say('I will be on the seven o’clock train');
      await person.page.getByText(/No connection\. What you write now/).waitFor({ timeout: 30_000 });
    },
    async hide(person, world) {
      await world.node.start();
      await visit(person.page, '/chats');
      await person.live();
    },
  },
  {
    name: 'lost', title: 'An address that leads nowhere', who: 'ana',
    async show({ page }) {
      await visit(page, '/nowhere');
      await heading(page, 'There is nothing here');
    },
  },
];
