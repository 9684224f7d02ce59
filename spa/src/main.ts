// First of all: nobody else may mint the policy.
import './wire/policy';

import './ui/tokens.css';
import './ui/base.css';
import { mount } from 'svelte';
import { App } from './app/app.svelte';
import View from './app/App.svelte';
import { declare } from './language/language';
import { openEngine } from './wire/open';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
declare(document.documentElement);
mount(View, { target, props: { app: new App(openEngine(), window) } });
