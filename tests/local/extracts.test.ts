import { mkdir } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findExtracts } from '../../local/extracts.ts';
import { csv, feeds, SCHOOLS, STUDENTS, school, student, testWorkspace } from '../fixture-workspace.ts';

const AREAS = 'school_code,performance_area,area_group,from_date,to_date';
const areas = csv(AREAS, '600301,North,High,2024-07-01,');

/** Writes files and finds them again. @returns their names below the folder, in the order of landing */
async function foundIn(files: Readonly<Record<string, string>>): Promise<string[]> {
  const test = await testWorkspace();
  const folder = dirname(await test.write('folder/.hidden.csv', 'x'));
  for (const [name, content] of Object.entries(files)) await test.write(`folder/${name}`, content);
  return (await findExtracts([folder], feeds)).map(({ path }) => relative(folder, path));
}

describe('the files of a folder', () => {
  it('come in the order of their references, whatever they are called', async () => {
    const files = await foundIn({
      'a_where_schools_belong.csv': areas,
      'performance_area_assignments.csv': areas,
      'z/list_of_schools.csv': csv(SCHOOLS, school('600301')),
      'targets.csv': 'broken',
      'measures.csv': 'broken',
      'plan_items.csv': 'broken',
    });
    expect(files).toEqual([
      'plan_items.csv',
      'z/list_of_schools.csv',
      'a_where_schools_belong.csv',
      'measures.csv',
      'performance_area_assignments.csv',
      'targets.csv',
    ]);
  });

  it('of one feed come in the order of their names, and of the numbers in them', async () => {
    const content = csv(STUDENTS, student(10001));
    const names = ['students_2025-10.csv', 'students_2025-9.csv', 'students_2024-12.csv'];
    expect(await foundIn(Object.fromEntries(names.map((name) => [name, content])))).toEqual(names.reverse());
  });

  it('are told by an extract.json where they come from', async () => {
    const test = await testWorkspace();
    const folder = dirname(await test.write('folder/schools.csv', csv(SCHOOLS, school('600301'))));
    expect(await findExtracts([folder], feeds)).toMatchObject([{ source: 'schools.csv', isMadeUp: false }]);
    await test.write('folder/extract.json', '{ "source": "PowerSchool", "made_up": true }');
    expect(await findExtracts([folder], feeds)).toMatchObject([{ source: 'PowerSchool', isMadeUp: true }]);
  });
});

describe('what cannot be landed is told before anything is', () => {
  it('a path where nothing is', async () => {
    await expect(findExtracts(['nothing/here.csv'], feeds)).rejects.toThrow(
      'there is no file or folder nothing/here.csv; nothing was landed',
    );
  });

  it('a folder without files', async () => {
    const test = await testWorkspace();
    const folder = dirname(await test.write('folder/.hidden', ''));
    await mkdir(`${folder}/deeper`);
    await expect(findExtracts([folder], feeds)).rejects.toThrow(
      `folder ${folder} has no files; nothing was landed`,
    );
  });

  it.each([
    '{ "source": "PowerSchool"',
    '{ "source": "PowerSchool" }',
    '{ "source": "", "made_up": false }',
    '[]',
  ])('an extract.json like %s', async (text) => {
    const test = await testWorkspace();
    const path = await test.write('folder/schools.csv', csv(SCHOOLS, school('600301')));
    await test.write('folder/extract.json', text);
    await expect(findExtracts([path], feeds)).rejects.toThrow(
      /extract\.json does not say where its files come from; write \{ "source": "where the files of this folder come from", "made_up": false \}; nothing was landed$/,
    );
  });
});
