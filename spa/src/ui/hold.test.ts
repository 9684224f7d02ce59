import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { hold } from './hold';

let element: HTMLElement;
let deed: ReturnType<typeof vi.fn>;
let clicks = 0;

beforeEach(() => {
  vi.useFakeTimers();
  element = document.createElement('div');
  clicks = 0;
  deed = vi.fn();
  hold(deed as never)(element);
  element.addEventListener('click', () => clicks++);
});
afterEach(() => void vi.useRealTimers());

const finger = (type: string, clientX = 0, pointerType = 'touch') =>
  element.dispatchEvent(new PointerEvent(type, { pointerType, isPrimary: true, clientX, clientY: 5, bubbles: true }));

it('acts on a finger that stays, and takes the click of letting go', () => {
  finger('pointerdown', 7);
  finger('pointermove', 12);
  vi.advanceTimersByTime(500);
  expect(deed).toHaveBeenCalledExactlyOnceWith(element, 7, 5);
  finger('pointerup');
  element.click();
  expect(clicks).toBe(0);
  finger('pointerdown');
  finger('pointerup');
  element.click();
  expect(clicks).toBe(1);
});

it.each([
  ['moves', () => finger('pointermove', 30)],
  ['leaves', () => finger('pointerup')],
  ['scrolls', () => finger('pointercancel')],
])('does nothing for a finger that %s', (_, go) => {
  finger('pointerdown');
  vi.advanceTimersByTime(300);
  go();
  vi.advanceTimersByTime(1000);
  expect(deed).not.toHaveBeenCalled();
});

it('leaves the mouse alone', () => {
  finger('pointerdown', 0, 'mouse');
  vi.advanceTimersByTime(1000);
  expect(deed).not.toHaveBeenCalled();
});
