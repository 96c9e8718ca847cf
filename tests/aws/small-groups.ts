/** Two races of each school are too small to be shown, and no student of a third meets the benchmark. */
const RACES = ['ASIA', ...Array(4).fill('HISP'), ...Array(20).fill('BLCK'), ...Array(35).fill('WHTE')];

/** A school year of made-up students and their sittings, as records of the canonical layouts. */
export function smallGroups(
  year: number,
  schools: readonly string[],
): { students: string[]; sittings: string[] } {
  const records = schools.flatMap((code, place) =>
    RACES.map((race, at) => {
      const id = 20001 + 100 * place + at;
      const level = at % 3 === 0 && race !== 'BLCK' ? 'At' : 'Below';
      return {
        student: `${year},${id},${at % 30 < 13 ? 'F' : 'M'},${race},false,false,false\n`,
        sitting: `${year},DIBELS8,COMPOSITE,EOY,${id},${code},KG,${year}-05-20,RG,${level} Benchmark,\n`,
      };
    }),
  );
  return {
    students: records.map(({ student }) => student),
    sittings: records.map(({ sitting }) => sitting),
  };
}
