/** Put in by the build, build/emoji.ts. */
declare const __EMOJI_EN__: string;

export const lines = __EMOJI_EN__;
