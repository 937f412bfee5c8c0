import { createHash } from 'node:crypto';
import { localDateTime } from '../clock';
import type { DocumentStore } from './documents';

/** A file that was uploaded, as `/api/fileResources` tells of it. */
export interface FileResource {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly contentLength: number;
  readonly contentMd5: string;
  readonly domain: string;
  readonly created: string;
  /** Username of whoever uploaded it. */
  readonly createdBy: string;
  /** Whether a value or a message holds it. */
  readonly assigned: boolean;
  /** In base64. */
  readonly content: string;
}

/** What is uploaded. */
export interface Upload {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly domain: string;
  readonly createdBy: string;
  readonly content: Buffer;
}

/** The file resources. */
export class FileStore {
  readonly #documents: DocumentStore;

  constructor(documents: DocumentStore) {
    this.#documents = documents;
  }

  get(id: string): FileResource | undefined {
    return this.#documents.get<FileResource>('fileResource', id);
  }

  /** Keeps a file. */
  async add({ content, ...upload }: Upload, now: Date): Promise<FileResource> {
    const file = {
      ...upload,
      contentLength: content.length,
      contentMd5: createHash('md5').update(content).digest('hex'),
      created: localDateTime(now),
      assigned: false,
      content: content.toString('base64'),
    };
    await this.#documents.put('fileResource', file.id, file);
    return file;
  }

  /** Notes that a file is in use. */
  async assign(id: string): Promise<void> {
    const file = this.get(id);
    if (file !== undefined) await this.#documents.put('fileResource', id, { ...file, assigned: true });
  }

  /** Removes a file, if it is there. */
  async remove(id: string): Promise<void> {
    await this.#documents.remove('fileResource', id);
  }
}
