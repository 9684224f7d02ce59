import AtSign from '@lucide/svelte/icons/at-sign';
import Cloud from '@lucide/svelte/icons/cloud';
import CodeXml from '@lucide/svelte/icons/code-xml';
import Globe from '@lucide/svelte/icons/globe';
import Network from '@lucide/svelte/icons/network';
import Zap from '@lucide/svelte/icons/zap';
import type { ClaimForms } from '../wire/engine';
import { text } from './text';

export type Form = 'compact' | 'markdown' | 'json' | 'txt';

/** One of the six kinds of account that proofs are looked for at. */
export interface Channel {
  system: string;
  icon: typeof Globe;
  /** What fits there, the best first. */
  forms: Form[];
}

export const channels: Channel[] = [
  { system: 'dns', icon: Network, forms: ['txt'] },
  { system: 'github', icon: CodeXml, forms: ['markdown', 'compact', 'json'] },
  { system: 'web', icon: Globe, forms: ['json'] },
  { system: 'nostr', icon: Zap, forms: ['compact', 'markdown'] },
  { system: 'bluesky', icon: Cloud, forms: ['compact'] },
  { system: 'ap', icon: AtSign, forms: ['compact'] },
];

export function channelOf(system: string): Channel | undefined {
  return channels.find((channel) => channel.system === system);
}

/** What people call the place of a subject; of a system that is not known here, its own word. */
export function placeOf(system: string): string {
  return named(text.proofs.places, system) ?? system;
}

function named(names: Record<string, string>, system: string): string | undefined {
  return Object.hasOwn(names, system) ? names[system] : undefined;
}

/** The subject of what somebody typed, with what people write before or after it taken off. */
export function subjectOf(system: string, typed: string): string {
  const id = typed.trim().replace(/^@/, '');
  switch (system) {
    case 'web':
      return `web:${/^[a-z]+:\/\//i.test(id) ? id : `https://${id}`}`;
    case 'github':
      return `github:${id.replace(/^https:\/\/github\.com\//i, '').replace(/\/$/, '')}`;
    case 'dns':
      return `dns:${id.replace(/^https?:\/\//i, '').replace(/\/$/, '')}`;
    default:
      return `${system}:${id}`;
  }
}

export function idOf(subject: string): string {
  return subject.slice(subject.indexOf(':') + 1);
}

/** A claim in one form, as it is copied. */
export function written(forms: ClaimForms, form: Form): string {
  if (form !== 'txt') return forms[form];
  // Only of several strings a name server has to be told where one ends.
  return forms.txt.length === 1 ? forms.txt.join('') : forms.txt.map((string) => `"${string}"`).join(' ');
}
