import { join } from 'node:path';
import { folderStore } from '../../functions/stores/folder.ts';
import { describeStore } from './store-contract.ts';

describeStore('a folder', async (local) => folderStore(join(local, 'workspace')));
