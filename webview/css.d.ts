/** The build handles style sheets that are imported for their side effects. */
declare module '*.css';
