/**
 * Which addresses have answered as what they should be in this run: a DHIS2, a token endpoint.
 *
 * From then on anything else that answers there is trouble that passes (a restart, a redeploy, a proxy's page), never a
 * wrong setting. Transport, token endpoint and core all ask here.
 */
export class Proven {
  readonly #addresses = new Set<string>();

  /** The address has answered as it should. */
  note(address: string): void {
    this.#addresses.add(address);
  }

  has(address: string): boolean {
    return this.#addresses.has(address);
  }
}
