import { wsconnect } from '@nats-io/nats-core';
postMessage(String(wsconnect));
