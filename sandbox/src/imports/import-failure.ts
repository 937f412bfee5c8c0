/** An import that ends at once: nothing is stored and all counts are zero, except for what earlier batches have stored. */
export class ImportFailure extends Error {}
