/** Put in by the build, build/emoji.ts. */
declare const __EMOJI_DE__: string;

export const lines = __EMOJI_DE__;
