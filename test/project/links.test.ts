import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../..');
const DOCUMENTS = execFileSync('git', ['ls-files', '--', '*.md'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(ROOT, file)));

/** As it is read, without what stands in fences. */
function textOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
}

/** The anchors that GitHub gives a document's headings. */
function anchorsOf(file: string): readonly string[] {
  return [...textOf(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

function brokenLinks(file: string): readonly string[] {
  return [...textOf(file).matchAll(/\]\((?!https?:)([^)\s#]*)(?:#([^)\s]+))?\)/g)].flatMap(
    ([link, path = '', anchor]) => {
      const target = path === '' ? file : join(dirname(file), path);
      if (!existsSync(join(ROOT, target))) return [link];
      return anchor === undefined || anchorsOf(target).includes(anchor) ? [] : [link];
    },
  );
}

/** Paths between back-ticks, with an ending; in ARCHITECTURE.md those below src/ are named without it. */
function missingFiles(file: string): readonly string[] {
  const named = [...textOf(file).matchAll(/`((?:[\w.-]+\/)+[\w.-]+\.(?:ts|mjs|cjs|json|md|sql|sh|yaml))`/g)];
  const exists = (path: string): boolean =>
    ['', 'src', dirname(file), join(dirname(file), 'src')].some((folder) => existsSync(join(ROOT, folder, path)));
  return named.map(([, path = '']) => path).filter((path) => !path.startsWith('.demo/') && !exists(path));
}

describe('the documentation', () => {
  it.each(DOCUMENTS)('%s links to what is there', (file) => {
    expect(brokenLinks(file)).toEqual([]);
  });

  it.each(DOCUMENTS)('%s names files that are there', (file) => {
    expect(missingFiles(file)).toEqual([]);
  });
});
