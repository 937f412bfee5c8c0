import type { VersionTraits } from '../version';
import { Refusal } from './web-message';

const STYLE =
  'body {font-family:Tahoma,Arial,sans-serif;} h1, h2, h3, b {color:white;background-color:#525D76;} ' +
  '.line {height:1px;background-color:#525D76;border:none;}';

/** What the servlet container answers to a path that nothing serves: HTML of Tomcat, JSON of Jetty (transcripts 012, 445). */
export function notFound(traits: VersionTraits, path: string): Refusal {
  if (traits.container === 'jetty') return jettyError(404, 'Not Found', path, 'dispatcher');
  const escaped = path.replace(/^\//, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('/', '&#47;');
  const title = 'HTTP Status 404 – Not Found';
  const html =
    `<!doctype html><html lang="en"><head><title>${title}</title><style type="text/css">${STYLE}</style></head>` +
    `<body><h1>${title}</h1><hr class="line" /><p><b>Type</b> Status Report</p>` +
    `<p><b>Message</b> No static resource ${escaped}.</p></body></html>`;
  return new Refusal(404, html, { 'content-type': 'text/html;charset=utf-8' });
}

/** An error of Jetty itself, for paths and methods that never reach DHIS2. */
export function jettyError(status: number, message: string, url: string, servlet: string): Refusal {
  return new Refusal(
    status,
    { servlet, message, url, status: String(status) },
    { 'cache-control': 'must-revalidate,no-cache,no-store' },
  );
}

/** Jetty's own servlet for what no web application serves. */
export const DEFAULT_SERVLET = 'org.eclipse.jetty.servlet.ServletHandler$Default404Servlet';
