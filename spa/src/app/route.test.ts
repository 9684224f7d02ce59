import { expect, it } from 'vitest';
import { resolve } from './route';

it.each([
  ['/', { name: 'home' }],
  ['/create', { name: 'create', step: 'handle' }],
  ['/create/words', { name: 'create', step: 'words' }],
  ['/create/handle', { name: 'lost' }],
  ['/restore', { name: 'restore' }],
  ['/link', { name: 'link' }],
  ['/link/x', { name: 'lost' }],
  ['/chats', { name: 'chats' }],
  ['/chats/', { name: 'chats' }],
  ['/chats/bo', { name: 'chats', peer: 'bo' }],
  ['/chats/dag@other.example.net', { name: 'chats', peer: 'dag@other.example.net' }],
  ['/chats/%40bo', { name: 'chats', peer: '@bo' }],
  ['/chats/%E0%A4%A', { name: 'chats', peer: '%E0%A4%A' }],
  ['/chats/bo/x', { name: 'lost' }],
  ['/identity', { name: 'identity' }],
  ['/identity/bo', { name: 'identity', who: 'bo' }],
  ['/identity/bo/', { name: 'identity', who: 'bo' }],
  ['/identity/bo@other.example.net', { name: 'identity', who: 'bo@other.example.net' }],
  ['/identity/bo/x', { name: 'lost' }],
  ['/settings', { name: 'settings' }],
  ['/settings/x', { name: 'lost' }],
  ['/nowhere', { name: 'lost' }],
  ['//', { name: 'home' }],
])('%s', (path, route) => expect(resolve(path).route).toEqual(route));

it.each([
  ['/dashboard', '/identity'],
  ['/dashboard/', '/identity'],
  ['/messages', '/chats'],
  ['/messages/bo', '/chats/bo'],
  ['/u/bo', '/chats/bo'],
  ['/chats/', '/chats'],
  ['/identity', '/identity'],
])('%s is %s today', (path, today) => expect(resolve(path).path).toBe(today));
