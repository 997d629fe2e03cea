// What the build puts in.

/** Whether stories are built in: development and tests only. */
declare const __STORIES__: boolean;

declare module 'virtual:flags' {
  /** The codes of the flags that there are, lower case, separated by blanks. */
  const codes: string;
  export default codes;
}
