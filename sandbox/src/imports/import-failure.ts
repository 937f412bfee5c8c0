/**
 * An import that ends where it is: all counts are zero. What it has changed before stays changed (transcripts 968, 969), and of
 * its new cells what earlier batches have stored; its message is what the summary says.
 */
export class ImportFailure extends Error {}
