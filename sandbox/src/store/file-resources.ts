import { createHash } from 'node:crypto';
import { localDateTime } from '../clock';
import type { Metadata } from '../metadata/metadata';
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

/** What is not told of a file. */
const UNTOLD: Omit<FileResource, 'id'> = {
  name: 'file.txt',
  contentType: 'text/plain',
  contentLength: 0,
  contentMd5: '',
  domain: 'DATA_VALUE',
  created: '2026-01-01T00:00:00.000',
  createdBy: 'admin',
  assigned: false,
  content: '',
};

/** What is uploaded. */
export interface Upload {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly domain: string;
  readonly createdBy: string;
  readonly content: Buffer;
}

/** The file resources: those that were uploaded, and the `fileResources` of the metadata, of which the id will do. */
export class FileStore {
  readonly #documents: DocumentStore;
  readonly #metadata: Metadata;

  constructor(documents: DocumentStore, metadata: Metadata) {
    this.#documents = documents;
    this.#metadata = metadata;
  }

  get(id: string): FileResource | undefined {
    const known = this.#metadata.get('fileResources', id);
    return this.#documents.get<FileResource>('fileResource', id) ?? (known && { ...UNTOLD, ...known });
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
    if (this.#metadata.get('fileResources', id) !== undefined) this.#metadata.remove('fileResources', id);
    await this.#documents.remove('fileResource', id);
  }
}
