// Only tests import this: the files that Go and TypeScript read alike.

interface Files {
  readFileSync(path: URL): Uint8Array;
}

// Without the types of Node, which would change those of the browser all over the app.
const { process } = globalThis as unknown as { process: { getBuiltinModule(name: 'fs'): Files } };

/** The bytes of a file below identity/testdata, exactly as they lie there. */
export function vectorBytes(name: string): Uint8Array {
  return new Uint8Array(process.getBuiltinModule('fs').readFileSync(new URL(`../../../identity/testdata/${name}`, import.meta.url)));
}

export function vector<T>(name: string): T {
  return JSON.parse(new TextDecoder().decode(vectorBytes(name))) as T;
}
