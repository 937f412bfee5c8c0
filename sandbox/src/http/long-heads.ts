import type { FastifyRequest } from 'fastify';
import type { VersionTraits } from '../version';
import { Refusal } from './web-message';

/** Bytes of the head of a request as it came: its first line, its headers and the empty line. Node.js lets 16,384 pass. */
export function headBytes({ method, originalUrl, raw: { httpVersion, rawHeaders } }: FastifyRequest): number {
  const first = `${method} ${originalUrl} HTTP/${httpVersion}\r\n`;
  // A name and a value are followed by ": " and a line break.
  const headers = rawHeaders.reduce((sum, text) => sum + Buffer.byteLength(text) + 2, 0);
  return Buffer.byteLength(first) + headers + 2;
}

/** What the servlet container says of a head that is too long (transcript 1210). */
export function tooLongHead({ container }: VersionTraits): Refusal {
  const headers = { 'content-type': `text/html;charset=${container === 'jetty' ? 'iso-8859-1' : 'utf-8'}` };
  if (container === 'jetty') {
    return new Refusal(431, '<h1>Bad Message 431</h1><pre>reason: Request Header Fields Too Large</pre>', headers);
  }
  const title = 'HTTP Status 400 – Bad Request';
  const html = `<!doctype html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  return new Refusal(400, html, headers);
}
