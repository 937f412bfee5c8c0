/** A web message as XML, for clients that ask for `application/xml` (transcript 022). */
export function xmlMessage(message: Readonly<Record<string, unknown>>): string {
  const { httpStatus, httpStatusCode, status, ...rest } = message;
  const attributes = `httpStatus="${String(httpStatus)}" httpStatusCode="${String(httpStatusCode)}" status="${String(status)}"`;
  return `<webMessage xmlns="http://dhis2.org/schema/dxf/2.0" ${attributes}>${children(rest)}</webMessage>`;
}

function children(object: Readonly<Record<string, unknown>>): string {
  return Object.entries(object)
    .map(([name, value]) =>
      name === 'importCount' ? counts(value as Readonly<Record<string, number>>) : element(name, value),
    )
    .join('');
}

function counts(count: Readonly<Record<string, number>>): string {
  const attributes = Object.entries(count).map(([name, value]) => `${name}="${value}"`);
  return `<importCount ${attributes.join(' ')}/>`;
}

function element(name: string, value: unknown): string {
  const inner = Array.isArray(value)
    ? value.map((item) => element(name.replace(/s$/, ''), item)).join('')
    : typeof value === 'object' && value !== null
      ? children(value as Readonly<Record<string, unknown>>)
      : escaped(String(value));
  return inner === '' ? `<${name}/>` : `<${name}>${inner}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
