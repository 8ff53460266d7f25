/** The build takes style sheets in as side effects of an import. */
declare module '*.css';
