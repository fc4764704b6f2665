import { FRAME, read } from "$data";

// Nothing for the browser: the page is as static as ours.
export const csr = false;
export const load = () => ({ ...FRAME, items: read() });
