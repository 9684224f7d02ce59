import { createContext } from 'svelte';
import type { App } from './app.svelte';

/** For the frame only: the rooms are handed what they need. */
export const [getApp, setApp] = createContext<App>();
