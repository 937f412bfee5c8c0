/** A wanted property with what is wanted of the objects behind it; no children: the property as it is. */
export interface Field {
  readonly name: string;
  readonly children: readonly Field[] | undefined;
}

/** Reads the `fields` parameter: `id,categoryCombo[id,name],access[data[write]]`. */
export function parseFields(text: string): readonly Field[] {
  const reader = { text, at: 0 };
  return readList(reader);
}

interface Reader {
  readonly text: string;
  at: number;
}

function readList(reader: Reader): readonly Field[] {
  const fields: Field[] = [];
  let name = '';
  let children: readonly Field[] | undefined;
  const close = (): void => {
    const plain = name
      .trim()
      .replace(/(~|\|).*$/, '')
      .replace(/^::?/, ':');
    if (plain !== '') fields.push({ name: plain, children });
    name = '';
    children = undefined;
  };
  while (reader.at < reader.text.length) {
    const letter = reader.text[reader.at];
    reader.at += 1;
    if (letter === '[') children = readList(reader);
    else if (letter === ']') break;
    else if (letter === ',') close();
    else name += letter ?? '';
  }
  close();
  return fields;
}
