const life = 60_000;

/**
 * Copies a secret and takes it out of the clipboard again after a minute, if it is still there. Where the browser does not
 * let the page look, the clipboard is emptied all the same: better something else lost than this left.
 */
export async function copySecret(secret: string, emptied: () => void): Promise<void> {
  await navigator.clipboard.writeText(secret);
  setTimeout(() => void empty(secret, emptied), life);
}

async function empty(secret: string, emptied: () => void): Promise<void> {
  // Only a page that has the focus may touch the clipboard.
  if (!document.hasFocus()) return window.addEventListener('focus', () => void empty(secret, emptied), { once: true });
  try {
    if (!(await isOurs(secret))) return;
    await navigator.clipboard.writeText('');
    emptied();
  } catch {
    // Refused: there is no other way, and the reader was told to look after it.
  }
}

async function isOurs(secret: string): Promise<boolean> {
  const permission = await navigator.permissions.query({ name: 'clipboard-read' as PermissionName }).catch(() => undefined);
  return permission?.state === 'granted' ? (await navigator.clipboard.readText()) === secret : true;
}
