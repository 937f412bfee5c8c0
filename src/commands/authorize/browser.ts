import { spawn } from 'node:child_process';

/** The program that opens an address in the browser of whoever sits in front of this machine. */
function opener(platform: NodeJS.Platform): readonly [command: string, ...args: string[]] {
  switch (platform) {
    case 'darwin':
      return ['open'];
    case 'win32':
      return ['rundll32', 'url.dll,FileProtocolHandler'];
    default:
      return ['xdg-open'];
  }
}

/**
 * Opens an address in a browser. That there is none is no error: the address is printed, too.
 *
 * @param url - Ours, and so without anything that a shell could misread; no shell is asked.
 */
export function openBrowser(url: string, { platform, env }: Pick<NodeJS.Process, 'platform' | 'env'> = process): void {
  const [command, ...args] = opener(platform);
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true, env });
  child.on('error', () => undefined);
  child.unref();
}
