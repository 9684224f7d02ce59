// Only tests import this: the files that Go and TypeScript read alike.

const files = import.meta.glob<string>('../../../identity/testdata/**/*.json', { query: '?raw', import: 'default', eager: true });

/** Exactly as it lies there. */
export function vectorText(name: string): string {
  const text = files[`../../../identity/testdata/${name}`];
  if (text === undefined) throw new Error(`identity/testdata/${name} is missing`);
  return text;
}

export function vector<T>(name: string): T {
  return JSON.parse(vectorText(name)) as T;
}

export function vectorNames(folder: string): string[] {
  const start = `../../../identity/testdata/${folder}/`;
  return Object.keys(files)
    .filter((path) => path.startsWith(start))
    .map((path) => path.slice(start.length));
}
