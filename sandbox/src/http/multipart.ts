/** A file in a multipart form. */
export interface FormFile {
  readonly name: string;
  readonly contentType: string;
  readonly content: Buffer;
}

/** The file of a field of a `multipart/form-data` body; undefined if there is none. */
export function formFile(body: Buffer, contentType: string, field: string): FormFile | undefined {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (boundary === undefined) return undefined;
  // Latin-1 keeps one character a byte.
  for (const part of body.toString('latin1').split(`--${boundary}`)) {
    const [head = '', ...rest] = part.split('\r\n\r\n');
    if (!head.includes(`name="${field}"`)) continue;
    const text = rest.join('\r\n\r\n').replace(/\r\n$/, '');
    return {
      name: Buffer.from(/filename="([^"]*)"/.exec(head)?.[1] ?? '', 'latin1').toString('utf8'),
      contentType: /content-type: *([^\r\n;]+)/i.exec(head)?.[1] ?? 'application/octet-stream',
      content: Buffer.from(text, 'latin1'),
    };
  }
  return undefined;
}
