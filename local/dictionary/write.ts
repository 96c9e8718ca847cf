import { writeFile } from 'node:fs/promises';
import { readFeeds } from '../../feeds/contract/catalogue.ts';
import { readModels } from '../../functions/refresh/models.ts';
import { readMeasures } from './measures.ts';
import { renderDictionary } from './render.ts';

const file = process.argv[2] ?? 'docs/dictionary.md';
await writeFile(file, renderDictionary(await readFeeds(), await readModels('sql'), await readMeasures()));
process.stdout.write(`wrote ${file}\n`);
